import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const samplePath = join(import.meta.dirname, '../../../ingestion-specs/examples/sales/sample.csv')

/** The sample's rows by column, read without any of the product's code: quoted cells, doubled quotes, one record a line. */
export function readSales(): readonly Readonly<Record<string, string>>[] {
  const [header = '', ...lines] = readFileSync(samplePath, 'utf8').trimEnd().split('\n')
  const names = cells(header)
  return lines.map((line) => Object.fromEntries(cells(line).map((cell, index) => [names[index] ?? '', cell])))
}

function cells(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  )
}
