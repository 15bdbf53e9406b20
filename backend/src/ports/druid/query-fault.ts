import type { Said } from './error-body.ts'

interface Fault {
  /** All of what Druid says: a part of a longer sentence proves nothing. */
  readonly pattern: RegExp
  /** Classes that a legacy answer may name; a DruidException names none. */
  readonly classes: RegExp
  readonly tell: (found: RegExpExecArray) => string
}

const dividesByZero = () =>
  'The query divides by zero. Make the divisor null where it is 0: a / NULLIF(b, 0) is null there.'

/**
 * What Druid 33 answers with 500, as if it were its own failure, though the text of the query decides it: exceptions of
 * Java's and Joda's that nobody in between turns into a refusal.
 */
const faults: readonly Fault[] = [
  { pattern: /^\/ by zero$/, classes: /^java\.lang\.ArithmeticException$/, tell: dividesByZero },
  // A long division in DIV can fail in no other way.
  { pattern: /^Function\[div\] encountered unknown exception\.$/, classes: /^$/, tell: dividesByZero },
  {
    pattern: /^([^\n]+ near index \d+)\n([\s\S]*)$/,
    classes: /^java\.util\.regex\.PatternSyntaxException$/,
    tell: ([, what, where = '']) =>
      `The regular expression ${where.replace(/\n *\^$/, '')} cannot be read: ${what}. Put \\ before a sign that stands for itself.`,
  },
  {
    pattern: /^No group (\d+)$/,
    classes: /^java\.lang\.IndexOutOfBoundsException$/,
    tell: ([, group]) => `The regular expression has no group ${group}. Groups are its brackets, counted from 1.`,
  },
  {
    pattern: /^Illegal pattern component: (.+)$/,
    classes: /^java\.lang\.IllegalArgumentException$/,
    tell: ([, part]) =>
      `The time format has a part that Joda does not know: ${part}. An example is yyyy-MM-dd HH:mm:ss.`,
  },
  {
    pattern: /^cannot translate call (\w+)\(.*\)$/,
    classes: /^java\.lang\.RuntimeException$/,
    tell: ([, name]) => `${name} works on datasources only, not on the tables of sys and INFORMATION_SCHEMA.`,
  },
]

/** What is wrong with the query itself; null when it may be Druid that failed. */
export function faultOfQuery({ reason, isDruidException, errorClass }: Said): string | null {
  for (const { pattern, classes, tell } of faults) {
    const found = pattern.exec(reason)
    if (found !== null && (errorClass === null ? isDruidException : classes.test(errorClass))) return tell(found)
  }
  return null
}
