import { rm } from 'node:fs/promises'
import { csvLine } from '../../olap/csv.ts'
import type { Rule } from '../../olap/tabular/types.ts'
import type { Engine } from './engine.ts'
import { literal } from './literal.ts'
import { openRawRows } from './raw-rows.ts'
import { openSink } from './rewrite.ts'
import type { BadRow, Source } from './source.ts'
import { isToken } from './sql.ts'
import { linesOf } from './text-lines.ts'

/** A column that is staged. */
export interface Output {
  readonly index: number
  readonly as: string
  readonly rule: Rule
  readonly name: string
  /** Rows without a value here cannot be loaded. */
  readonly required: boolean
}

/** Whether a row cannot be loaded for this column, as SQL over a typed relation. */
export const isBad = (output: Output): string => {
  if (output.required) return output.rule.type === 'string' ? `x${output.index} IS NULL` : `v${output.index}_0 IS NULL`
  if (output.rule.type === 'string') return 'FALSE'
  const o = `o${output.index}`
  return `(${o} IS NOT NULL AND ${o} <> '' AND NOT ${isToken(o)})`
}

/** The quarantine: rows that were no rows, then rows whose values do not fit, with the raw row; none of it stays in memory. */
export const writeRejected = async (
  engine: Engine,
  source: Source,
  outputs: readonly Output[],
  query: string | null,
  path: string,
): Promise<number> => {
  if (source.bad === 0 && query === null) return 0
  const sink = openSink(path)
  sink.write(csvLine(['line', 'column', 'reason', 'value', 'row']))
  let rejected = 0
  const write = async (row: readonly (string | number)[]): Promise<void> => {
    sink.write(csvLine(row))
    rejected++
    await sink.room()
  }
  if (source.bad > 0) {
    for await (const { line, column = '', reason, row } of parsed<BadRow>(source.badPath))
      await write([line, column, reason, '', row])
  }
  if (query !== null) {
    const misfits = `${path}.misfits`
    await engine.run(`COPY (${misfitsOf(source, outputs, query)}) TO ${literal(misfits)} (FORMAT json)`)
    const raw = await openRawRows(source.path)
    try {
      for await (const { line_, start_, length_, wrong_, value_, cells_ } of parsed<Misfit>(misfits)) {
        const wrong = outputs[wrong_] as Output
        const row = length_ > 0 ? await raw.at(start_, Math.min(length_, mostRaw)) : namedCells(outputs, cells_)
        await write([line_, wrong.name, reasonFor(wrong, value_), value_ ?? '', row.replace(/\r?\n$|\r$/, '')])
      }
    } finally {
      await raw.close()
    }
    await rm(misfits, { force: true })
  }
  await sink.close()
  return rejected
}

const mostRaw = 100_000

interface Misfit {
  readonly line_: number
  readonly start_: number
  readonly length_: number
  /** Which of the outputs it does not fit. */
  readonly wrong_: number
  readonly value_: string | null
  /** All cells, of files that are no text. */
  readonly cells_: readonly (string | null)[]
}

const misfitsOf = (source: Source, outputs: readonly Output[], query: string): string => {
  const each = (then: (output: Output, n: number) => string): string =>
    `CASE ${outputs.map((output, n) => `WHEN ${isBad(output)} THEN ${then(output, n)}`).join(' ')} END`
  const cells = source.format === 'csv' ? [] : outputs.map((output) => `x${output.index}`)
  return `SELECT line_, start_, length_, ${each((_, n) => String(n))} AS wrong_, ${each(({ index }) => `x${index}`)} AS value_, CAST([${cells.join(', ')}] AS VARCHAR[]) AS cells_ FROM (${query}) ORDER BY line_`
}

const namedCells = (outputs: readonly Output[], cells: readonly (string | null)[]): string =>
  JSON.stringify(Object.fromEntries(outputs.map((output, n) => [output.name, cells[n] ?? null])))

async function* parsed<T>(path: string): AsyncGenerator<T> {
  for await (const line of linesOf(path)) yield JSON.parse(line) as T
}

const reasonFor = (output: Output, value: string | null): string => {
  if (value === null || value.trim() === '') return 'there is no time'
  const wanted: Readonly<Record<Rule['type'], string>> = {
    string: 'text',
    long: 'a whole number',
    double: 'a number',
    boolean: 'true or false',
    timestamp: 'a time',
  }
  return `it is not ${wanted[output.rule.type]}${output.rule.type === 'timestamp' ? ` in the form ${output.rule.format}` : ''}`
}
