import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { type Cell, getDatasource, type PlanChanges, planUpload, runQuery, type Table } from '@nemeton/contract'
import fc from 'fast-check'
import t from 'tap'
import { asJson, exchange } from './exchange.ts'
import { type Expected, expect, type Oracle } from './oracle.ts'
import { type RandomQuery, randomQuery } from './random-queries.ts'
import { type MadeRow, madeRows } from './random-rows.ts'
import { ask, ingest, untilEnded, untilProfiled, upload } from './service.ts'
import { stack } from './stack.ts'
import { forget, freshName } from './tables.ts'

const seed = 20251121
const rowCount = 5000
const queriesEach = 360
const atOnce = 3
const explainEvery = 4

const folder = mkdtempSync(join(tmpdir(), 'differential-'))
const names = { plain: freshName('random'), rolledUp: freshName('random_rollup') }
t.teardown(async () => {
  rmSync(folder, { recursive: true, force: true })
  await forget(Object.values(names))
})

async function load(datasource: string, rows: readonly MadeRow[], changes: PlanChanges): Promise<Oracle> {
  const content = rows.map((row) => JSON.stringify(row)).join('\n')
  const { id } = await upload({ filename: 'made.ndjson', content }, datasource)
  await untilProfiled(id)
  const { plan } = await ask(planUpload, {
    params: { id },
    body: { changes: { segmentGranularity: 'month', ...changes } },
  })
  const ended = await untilEnded((await ingest(id, plan)).id)
  t.equal(ended.status, 'queryable', JSON.stringify(ended.error))
  const file = join(folder, `${datasource}.ndjson`)
  writeFileSync(file, content)
  const duckdb = await (await DuckDBInstance.create(':memory:')).connect()
  const hour = plan.rollup ? 'floor(epoch_ms(time) / 3600000) * 3600000' : 'epoch_ms(time)'
  await duckdb.run(
    `CREATE TABLE data AS SELECT CAST(${hour} AS BIGINT) AS t, city, kind, flag, n, x FROM read_json('${file}',
      columns = {time: 'TIMESTAMP', city: 'VARCHAR', kind: 'VARCHAR', flag: 'BOOLEAN', n: 'BIGINT', x: 'DOUBLE'})`,
  )
  const { interval } = await ask(getDatasource, { params: { name: datasource } })
  const [start = 0, end = 0] = (interval ?? '').split('/').map((one) => Date.parse(one))
  return { duckdb, loaded: { start, end } }
}

const isNear = (found: Cell | undefined, wanted: Cell): boolean =>
  typeof found === 'number' && typeof wanted === 'number'
    ? Math.abs(found - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted))
    : (found ?? null) === wanted
const isSame = (found: readonly Cell[], wanted: readonly (Cell | undefined)[]): boolean =>
  found.length === wanted.length &&
  wanted.every((cell, index) => (cell === undefined ? !found[index] : isNear(found[index], cell)))

/** The first difference; null when there is none. Buckets without rows are shown by the product alone. */
function difference(query: RandomQuery, table: Table, expected: Expected): string | null {
  const splits = query.body.splits.length
  const others = new Map<number, number[]>()
  for (const { row, split } of table.others ?? []) others.set(row, [...(others.get(row) ?? []), split])
  const found = table.rows.map((row, index) => ({
    path: row.slice(0, splits),
    others: others.get(index) ?? [],
    cells: row.slice(splits),
  }))
  if (table.complete !== expected.complete) return `complete: ${table.complete}, not ${expected.complete}`
  const hasTime = query.body.splits.some(({ column }) => column === '__time')
  let next = 0
  for (const row of found) {
    const wanted = expected.rows[next]
    if (wanted && isSame(row.path, wanted.path) && String(row.others) === String(wanted.others)) {
      if (!isSame(row.cells, wanted.cells)) return `${JSON.stringify(row)}, not ${JSON.stringify(wanted)}`
      next += 1
    } else if (!hasTime || !isSame(row.cells, expected.empty))
      return `row ${next}: ${JSON.stringify(row)}, not ${JSON.stringify(wanted)}`
  }
  if (next < expected.rows.length)
    return `${next} rows, not ${expected.rows.length}; missing ${JSON.stringify(expected.rows[next])}`
  if (expected.totals === null) return table.totals === undefined ? null : 'totals that nobody asked for'
  return isSame((table.totals ?? []).slice(splits), expected.totals)
    ? null
    : `totals ${JSON.stringify(table.totals)}, not ${JSON.stringify(expected.totals)}`
}

/** Druid plans the statement as it is shown to people, past the service. */
async function explain(body: string): Promise<void> {
  const compiled = await ask(runQuery, { query: { dryRun: 'true' }, body: JSON.parse(body) })
  if (!('sql' in compiled)) throw new Error('a dry run answered a table')
  const { sql, ...rest } = compiled
  const { status, text } = await exchange({
    ...asJson({ query: `EXPLAIN PLAN FOR ${sql}`, ...rest }),
    url: `${stack.brokerUrl}/druid/v2/sql`,
  })
  if (status !== 200 || !text.includes('queryType')) throw new Error(`not planned: ${text.slice(0, 500)}`)
}

const tables = [
  { says: 'rows as they are', name: names.plain, rolledUp: false, changes: {} },
  {
    says: 'rolled-up rows',
    name: names.rolledUp,
    rolledUp: true,
    changes: {
      rollup: true,
      queryGranularity: 'hour',
      columns: [
        { name: 'n', role: 'dimension' },
        { name: 'x', role: 'measure' },
      ],
      metrics: [{ name: 'x', kind: 'sum', column: 'x', type: 'double' }],
    },
  },
] as const

for (const { says, name, rolledUp, changes } of tables) {
  t.test(`${says} answer ${queriesEach} random queries as DuckDB does`, async (t) => {
    // what a sum keeps of rows without a number cannot be told once they are merged with others
    const rows = madeRows(rowCount, seed).map((row) => (rolledUp ? { ...row, x: row.x ?? 0 } : row))
    const oracle = await load(name, rows, structuredClone(changes) as PlanChanges)
    const queries = fc.sample(randomQuery(name, rolledUp), { numRuns: queriesEach, seed })
    const differences: string[] = []
    let rowsSeen = 0
    let turn = Promise.resolve()
    /** The oracle keeps one question at a time. */
    const consult = (query: RandomQuery): Promise<Expected> => {
      const answer = turn.then(() => expect(query, oracle))
      turn = answer.then(
        () => {},
        () => {},
      )
      return answer
    }
    const waiting = [...queries]
    const work = async () => {
      for (let query = waiting.shift(); query !== undefined; query = waiting.shift()) {
        const said = JSON.stringify(query.body)
        try {
          const [table, expected] = await Promise.all([
            ask(runQuery, { body: JSON.parse(said) }) as Promise<Table>,
            consult(query),
          ])
          if (waiting.length % explainEvery === 0) await explain(said)
          rowsSeen += expected.rows.length
          const found = difference(query, table, expected)
          if (found !== null) differences.push(`${found}\n  ${said}`)
        } catch (error) {
          differences.push(`${(error as Error).message}\n  ${said}`)
        }
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    t.comment(
      `figure: ${queries.length} random queries of ${says}, ${rowsSeen} rows compared, ${differences.length} differences`,
    )
    t.equal(
      differences.length,
      0,
      differences
        .slice(0, 8)
        .map((one) => one.slice(0, 1500))
        .join('\n'),
    )
    t.ok(rowsSeen > 10 * queries.length, `${rowsSeen} rows were compared`)
  })
}
