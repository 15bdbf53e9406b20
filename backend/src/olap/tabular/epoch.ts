import type { TimeRule } from './times.ts'

const epochRanges: readonly {
  readonly format: string
  readonly epoch: 1 | 1_000 | 1_000_000 | 1_000_000_000
  readonly digits: RegExp
}[] = [
  { format: 'posix', epoch: 1, digits: /^\d{9,10}(?:\.\d+)?$/ },
  { format: 'millis', epoch: 1_000, digits: /^\d{12,13}(?:\.\d+)?$/ },
  { format: 'micro', epoch: 1_000_000, digits: /^\d{15,16}(?:\.\d+)?$/ },
  { format: 'nano', epoch: 1_000_000_000, digits: /^\d{18,19}(?:\.\d+)?$/ },
]
const ruleOf = ({ format, epoch }: (typeof epochRanges)[number]): TimeRule => ({
  type: 'timestamp',
  format,
  patterns: [],
  epoch,
})

/** The rule of `posix`, `millis`, `micro` and `nano`; null for other formats. */
export const epochRule = (format: string): TimeRule | null => {
  const range = epochRanges.find((one) => one.format === format)
  return range === undefined ? null : ruleOf(range)
}

const earliest = Date.UTC(1990, 0, 1)
const latest = Date.UTC(2100, 0, 1)

const timeName =
  /(?:^|[^a-z])(?:date|time|timestamp|datetime|ts|dt|at|on|epoch|created|updated|modified|day|when|month|year|period|datum|zeit|fecha|tarih|data|dato)(?:[^a-z]|$)|stamp|epoch|datetime|heure|jahr/i
const camelTime = /[a-z](?:Date|Time|At|On)$/

/** Numbers that count from 1970: by length and range, seconds also by the column's name. */
export const epochTimes = (values: readonly string[], name: string): TimeRule[] => {
  if (values.length === 0) return []
  const hinted = timeName.test(name) || camelTime.test(name)
  for (const range of epochRanges) {
    if (!hinted && (range.epoch === 1 || values.length < 2)) continue
    const good = values.every((value) => {
      const ms = (Number(value) / range.epoch) * 1000
      return range.digits.test(value.trim()) && ms >= earliest && ms < latest
    })
    if (good) return [ruleOf(range)]
  }
  return []
}

/** A number since 1970, the fraction of any length: RE2 and JavaScript read it alike. */
export const epochSource = '\\s*-?\\d{1,19}(?:\\.\\d+)?\\s*'
const epochForm = new RegExp(`^${epochSource}$`)

/** Cut to milliseconds by its digits, which a double could not hold. */
export const epochMillis = (text: string, perSecond: number): number | null => {
  if (!epochForm.test(text)) return null
  const [whole = '', fraction = ''] = text.trim().split('.')
  const parts = BigInt(whole + fraction.padEnd(12, '0').slice(0, 12)) * 1_000n
  const unit = BigInt(perSecond) * 10n ** 12n
  return Number(parts / unit - (parts < 0n && parts % unit !== 0n ? 1n : 0n))
}
