import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { csvLine } from '../../olap/csv.ts'
import type { Rule } from '../../olap/tabular/types.ts'
import type { Engine } from './engine.ts'
import { readSlice } from './head.ts'
import { openSink } from './rewrite.ts'
import type { BadRow, Source } from './source.ts'
import { isToken } from './sql.ts'

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

/** The quarantine: rows that were no rows, then rows whose values do not fit, with the raw row. */
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
  if (source.bad > 0) {
    for await (const line of createInterface({
      input: createReadStream(source.badPath),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      const bad = JSON.parse(line) as BadRow
      sink.write(csvLine([bad.line, '', bad.reason, '', bad.row]))
      rejected++
      await sink.room()
    }
  }
  if (query !== null) {
    const flags = outputs.map((output) => `coalesce(${isBad(output)}, FALSE) AS b${output.index}`)
    const cells = outputs.map((output) => `x${output.index}`)
    const rows = await engine.rows(
      `SELECT line_, start_, length_, ${[...cells, ...flags].join(', ')} FROM (${query}) ORDER BY line_`,
    )
    for (const row of rows) {
      const wrong = outputs.find((output) => row[`b${output.index}`] === true) as Output
      const value = row[`x${wrong.index}`] as string | null
      const length = Number(row.length_)
      const raw =
        length > 0
          ? await readSlice(source.path, Number(row.start_), Math.min(length, 100_000))
          : JSON.stringify(Object.fromEntries(outputs.map((output) => [output.name, row[`x${output.index}`]])))
      sink.write(
        csvLine([Number(row.line_), wrong.name, reasonFor(wrong, value), value ?? '', raw.replace(/\r?\n$|\r$/, '')]),
      )
      rejected++
      await sink.room()
    }
  }
  await sink.close()
  return rejected
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
