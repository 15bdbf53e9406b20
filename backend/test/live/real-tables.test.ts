import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Ingestion, planUpload, type Upload } from '@nemeton/contract'
import t, { type Test } from 'tap'
import { realTables, type Truth } from '../real-tables.ts'
import { druidSql } from './druid.ts'
import { ask, ingest, untilEnded, untilProfiled, upload } from './service.ts'
import { forget, freshName } from './tables.ts'

const instant = '2024-01-01T00:00:00.000Z'
const corpus = process.env.CORPUS_DIR
if (corpus === undefined) {
  t.test('real tables', { skip: 'SKIPPED: CORPUS_DIR is not set, no real table was loaded' }, () => {})
} else {
  const { folder, files } = realTables(corpus)
  const named = files.map((truth, index) => ({ truth, datasource: freshName(`real${index}`) }))
  t.teardown(() => forget(named.map(({ datasource }) => datasource)))
  t.ok(files.length > 0, 'there are real tables')

  for (const { truth, datasource } of named) {
    t.test(`${truth.name} is planned, sampled and loaded as its truth says`, async (t) => {
      const content = readFileSync(join(folder, truth.name))
      const { id } = await upload({ filename: truth.name, content }, datasource)
      const profiled = await untilProfiled(id)
      t.equal(profiled.status, 'ready', JSON.stringify(profiled.error))
      const changes = truth.time_column === null ? { time: { kind: 'fixed' as const, instant } } : {}
      const { plan, sample, sampleError } = await ask(planUpload, { params: { id }, body: { changes } })
      t.equal(sampleError, null, "Druid's sampler takes the spec")
      t.ok(sample && sample.table.rows.length > 0, 'and reads rows with it')
      for (const { name, reason } of plan.columns) t.ok(reason.length > 5, `"${name}" has its reason`)

      const timeless = truth.columns.find(({ name }) => name === truth.time_column)?.nulls ?? 0
      const loaded = await untilEnded((await ingest(id, plan)).id)
      t.equal(loaded.status, 'queryable', JSON.stringify(loaded.error))
      t.same(loaded.rows, {
        inFile: truth.row_count,
        ingested: truth.row_count - timeless,
        rejected: timeless,
        missing: 0,
      })
      if (timeless === 0) await compare(t, { truth, profiled, loaded })
    })
  }
}

interface Loaded {
  readonly truth: Truth
  readonly profiled: Upload
  readonly loaded: Ingestion
}

/** Asks the broker what the table holds now. */
async function compare(t: Test, { truth, profiled, loaded }: Loaded): Promise<void> {
  const names = new Map(loaded.plan.columns.map(({ name, as }) => [name, as]))
  const from = `FROM "${loaded.datasource.replaceAll('"', '""')}"`
  const column = (name: string) => `"${(names.get(name) ?? name).replaceAll('"', '""')}"`
  const one = async (expression: string) => (await druidSql(`SELECT ${expression} ${from}`))[0]?.[0]
  t.equal(await one('COUNT(*)'), truth.row_count)
  for (const [name, { sum, non_null }] of Object.entries(truth.sums ?? {})) {
    const found = Number(await one(`SUM(${column(name)})`))
    // A sum of doubles depends on the order of the rows in its last digits.
    t.ok(Math.abs(found - Number(sum)) <= Math.abs(Number(sum)) * 1e-12, `sum of "${name}" is ${sum}, found ${found}`)
    t.equal(await one(`COUNT(${column(name)})`), non_null, `values of "${name}"`)
  }
  for (const [name, distinct] of Object.entries(truth.distinct ?? {})) {
    const [[found] = []] = await druidSql(
      `SELECT COUNT(*) FROM (SELECT DISTINCT ${column(name)} ${from} WHERE ${column(name)} IS NOT NULL)`,
    )
    t.equal(found, distinct, `distinct values of "${name}"`)
  }
  if (truth.time_column === null || profiled.profile?.time?.column !== truth.time_column) return
  t.equal(await one('TIMESTAMP_TO_MILLIS(MIN("__time"))'), Date.parse(truth.time_min ?? ''), 'earliest time')
  t.equal(await one('TIMESTAMP_TO_MILLIS(MAX("__time"))'), Date.parse(truth.time_max ?? ''), 'latest time')
}
