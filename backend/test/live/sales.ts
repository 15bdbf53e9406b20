import { readFileSync } from 'node:fs'

/** The bundled sample, read with nothing of the product's own. */
export const salesCsv = readFileSync(
  new URL('../../../ingestion-specs/examples/sales/sample.csv', import.meta.url),
  'utf8',
)

export interface Sale {
  readonly [column: string]: string
}

export function parseCsv(text: string, delimiter = ','): { readonly header: string[]; readonly rows: string[][] } {
  const lines: string[][] = [[]]
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] as string
    if (quoted) {
      if (sign !== '"') cell += sign
      else if (text[at + 1] === '"') {
        cell += '"'
        at += 1
      } else quoted = false
    } else if (sign === '"') quoted = true
    else if (sign === delimiter || sign === '\n') {
      lines.at(-1)?.push(cell)
      cell = ''
      if (sign === '\n') lines.push([])
    } else if (sign !== '\r') cell += sign
  }
  if (cell !== '' || (lines.at(-1)?.length ?? 0) > 0) lines.at(-1)?.push(cell)
  const [header = [], ...rows] = lines.filter((line) => line.length > 0)
  return { header, rows }
}

const { header, rows } = parseCsv(salesCsv)

export const salesHeader: readonly string[] = header
export const salesRows: readonly (readonly string[])[] = rows
export const sales: readonly Sale[] = rows.map((row) =>
  Object.fromEntries(header.map((name, index) => [name, row[index] ?? ''])),
)

/** Hundredths, so that sums are exact. */
export function cents(text: string): bigint {
  const [, sign = '', whole = '0', part = ''] = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(text) ?? []
  const value = BigInt(whole) * 100n + BigInt(part.padEnd(2, '0'))
  return sign === '-' ? -value : value
}

export const sumCents = (of: readonly Sale[], column: string): bigint =>
  of.reduce((sum, sale) => sum + cents(sale[column] || '0'), 0n)

/** A double of Druid's as hundredths: at these sizes the nearest hundredth is exact. */
export const toCents = (value: unknown): bigint => BigInt(Math.round(Number(value) * 100))
