import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { createTabular } from '../../../src/ports/tabular/duckdb.ts'
import { createSpool } from '../../../src/ports/tabular/spool.ts'
import { realTables } from '../../real-tables.ts'

const corpus = process.env.CORPUS_DIR
if (corpus === undefined) {
  t.test('real tables', { skip: 'SKIPPED: CORPUS_DIR is not set, the real tables were not read' }, () => {})
} else {
  const { folder, files } = realTables(corpus)
  const spoolFolder = await mkdtemp(join(tmpdir(), 'tables-'))
  const spool = createSpool({ folder: spoolFolder, maxBytes: 1e9, maxUnpackedBytes: 1e9 })
  const tabular = createTabular({ memoryMb: 200, spoolFolder })
  t.teardown(async () => {
    await tabular.close()
    await rm(spoolFolder, { recursive: true })
  })

  for (const [n, truth] of files.entries()) {
    t.test(`reads ${truth.name} as its truth says`, async (t) => {
      const file = await spool.write(`table${n}`, truth.name, createReadStream(join(folder, truth.name)))
      await tabular.inspect(file)
      const { profile } = await tabular.profile(file)
      t.equal(profile.rows, truth.row_count, 'rows')
      for (const wanted of truth.columns) {
        const column = profile.columns.find((one) => one.name === wanted.name)
        t.ok(column !== undefined, `column "${wanted.name}" is there`)
        if (column === undefined) continue
        t.ok(
          [wanted.type, ...(wanted.also_ok ?? [])].includes(column.type),
          `"${wanted.name}" is ${wanted.type}, found ${column.type}`,
        )
        t.equal(column.nulls, wanted.nulls, `nulls of "${wanted.name}"`)
      }
      t.equal(profile.columns.length, truth.columns.length, 'number of columns')
      if (truth.time_column === null) t.equal(profile.time, null, 'no time column')
      else {
        t.ok(
          [truth.time_column, ...truth.time_column_also_ok].includes(profile.time?.column ?? ''),
          `time column ${truth.time_column}, found ${profile.time?.column}`,
        )
        t.ok(
          (truth.time_format_joda ?? []).includes(profile.time?.format ?? ''),
          `time format ${truth.time_format_joda}, found ${profile.time?.format}`,
        )
        if (profile.time?.column === truth.time_column) {
          t.equal(Date.parse(profile.time.min), Date.parse(truth.time_min ?? ''), 'earliest time')
          t.equal(Date.parse(profile.time.max), Date.parse(truth.time_max ?? ''), 'latest time')
        }
      }
      for (const [name, { sum, non_null }] of Object.entries(truth.sums ?? {})) {
        const column = profile.columns.find((one) => one.name === name)
        t.equal(column?.sum, Number(sum), `sum of "${name}"`)
        t.equal(profile.rows - (column?.nulls ?? 0), non_null, `values of "${name}"`)
      }
      for (const [name, distinct] of Object.entries(truth.distinct ?? {}))
        t.equal(profile.columns.find((one) => one.name === name)?.distinct, distinct, `distinct values of "${name}"`)
    })
  }
}
