import { fitsLong, type Hints, inferRules, isNullToken, plainDouble, type Rule, text } from './types.ts'

export interface Count {
  readonly value: string
  readonly count: number
}

/** How the whole file's values of one column take a rule. */
export interface Evidence {
  /** Cells that are neither missing nor empty nor a null token. */
  readonly values: number
  readonly misfits: number
  /** Some of the values that do not fit, the commonest first. */
  readonly examples: readonly Count[]
}

/** A name that says the values are names of things. */
const codeName =
  /(?:^|[^a-z])(?:id|ids|code|key|uuid|guid|sku|ean|isbn|zip|postcode|postal|phone|tel|mobile|fax|account|iban|ref|reference|serial|no|nr|number)(?:[^a-z]|$)/i
const camelCode = /[a-z](?:Id|ID|Code|Key|No|Number)$/
export const isCodeName = (name: string): boolean => codeName.test(name) || camelCode.test(name)

const rare = 0.005

/**
 * What a column is when some values do not fit what its head promised. A few odd values among many leave the type alone
 * (they are counted, shown and rejected); else the rule widens until everything fits, and text takes anything.
 */
export const widen = (rule: Rule, evidence: Evidence, hints: Hints): Rule => {
  if (evidence.misfits === 0 || rule.type === 'string') return rule
  const odd = evidence.examples.map((example) => example.value)
  if (rule.type === 'timestamp') {
    const [known] = inferRules(odd, hints)
    if (
      known?.type === 'timestamp' &&
      known.epoch === rule.epoch &&
      rule.patterns.length > 0 &&
      datePart(known.patterns) === datePart(rule.patterns)
    ) {
      return {
        ...rule,
        patterns: [...new Set([...rule.patterns, ...known.patterns])],
        format: mixedFormat(rule.format, known.format),
      }
    }
    return keeps(evidence) ? rule : text
  }
  if (rule.type === 'long' || rule.type === 'double') {
    const clean = odd.filter((value) => !isNullToken(value))
    const isDouble = (value: string): boolean => plainDouble.test(value) && Number.isFinite(Number(value))
    if (
      rule.style === null &&
      rule.type === 'long' &&
      clean.some((value) => isDouble(value) && !fitsLong(value)) &&
      mostly(clean, (v) => isDouble(v) && !tooBig(v))
    ) {
      return { type: 'double', style: null }
    }
    const [wider] = inferRules(clean, hints)
    if (
      (wider?.type === 'long' || wider?.type === 'double') &&
      !(rule.style !== null && JSON.stringify(rule.style) === JSON.stringify(wider.style ?? rule.style))
    ) {
      return {
        type: rule.type === 'double' || wider.type === 'double' ? 'double' : 'long',
        style: wider.style ?? {
          decimal: hints.decimal === ',' && rule.style === null ? '.' : (rule.style?.decimal ?? '.'),
          grouping: '',
        },
      }
    }
    return keeps(evidence) && !isCodeName(hints.name) ? rule : text
  }
  return text
}

const mostly = (values: readonly string[], test: (value: string) => boolean): boolean =>
  values.length > 0 && values.filter(test).length >= values.length * 0.9

const tooBig = (value: string): boolean => /^\s*-?\d{19,}\s*$/.test(value)

/**
 * Whether a column of times with broken ones among them may stay one: a file without any other time is better read with
 * some rows set aside than not at all. Other columns are never worth a row.
 */
export const mayStayTime = (rule: Rule, { values, misfits }: Evidence): boolean =>
  rule.type === 'timestamp' && values >= 10 && misfits <= values * 0.1

const keeps = (evidence: Evidence): boolean => evidence.values >= 400 && evidence.misfits <= evidence.values * rare

const datePart = (patterns: readonly string[]): string =>
  (patterns[0] ?? '')
    .split(/[ T',]/)[0]
    ?.replaceAll('dd', 'd')
    .replaceAll('MM', 'M') ?? ''

const mixedFormat = (one: string, other: string): string => {
  if (one === other) return one
  const forms = [one, other]
  if (forms.every((form) => form === 'iso' || form === 'yyyy-MM-dd')) return 'iso'
  return forms.every((form) => form === 'iso' || form === 'auto' || form.startsWith('yyyy-MM-dd')) ? 'auto' : one
}
