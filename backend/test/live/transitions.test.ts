import { randomUUID } from 'node:crypto'
import { type IngestionStatus, ingestionStatus } from '@nemeton/contract'
import pg from 'pg'
import t from 'tap'
import { isLegal } from '../../src/ports/database/repositories/transitions.ts'
import { salesCsv } from './sales.ts'
import { load } from './service.ts'
import { stack } from './stack.ts'
import { forget, freshName, rows } from './tables.ts'

const datasource = freshName('transitions')
const client = new pg.Client({ connectionString: stack.databaseUrl })
t.before(() => client.connect())
t.teardown(async () => {
  await client.end()
  await forget([datasource])
})

const insert = (id: string, status: IngestionStatus) =>
  client.query(
    `INSERT INTO ingestion_tasks (id, upload_id, datasource_name, filename, mode, status, plan, stages, facts)
     VALUES ($1, $1, $2, 'a.csv', 'append', $3, '{}', '[]', '{}')`,
    [id, datasource, status],
  )

/** Nothing of it stays, so that no watcher takes it up. */
async function inVain(what: () => Promise<void>): Promise<void> {
  await client.query('BEGIN')
  try {
    await what()
  } finally {
    await client.query('ROLLBACK')
  }
}

t.test('PostgreSQL lets through exactly the transitions that the code holds legal', async (t) => {
  for (const from of ingestionStatus.options)
    await inVain(async () => {
      const id = randomUUID()
      await insert(id, from)
      for (const to of ingestionStatus.options) {
        await client.query('SAVEPOINT before')
        const refusal = await client.query('UPDATE ingestion_tasks SET status = $2 WHERE id = $1', [id, to]).then(
          () => null,
          (error: { code?: string; message: string }) => error,
        )
        await client.query('ROLLBACK TO before')
        if (isLegal(from, to)) t.equal(refusal, null, `${from} → ${to}`)
        else t.match(refusal, { code: '23514', message: `an ingestion that is ${from} cannot become ${to}` })
      }
    })
})

t.test('a change that a person can see is numbered, a lease is not', async (t) => {
  await inVain(async () => {
    const id = randomUUID()
    await insert(id, 'queued')
    const after = async (set: string) => {
      await client.query(`UPDATE ingestion_tasks SET ${set}, updated_at = now() WHERE id = $1`, [id])
      const { rows: found } = await client.query<{ change: string }>(
        'SELECT change FROM ingestion_tasks WHERE id = $1',
        [id],
      )
      return Number(found[0]?.change)
    }
    const first = await after(`mode = 'append'`)
    t.equal(await after(`lease_owner = gen_random_uuid(), lease_until = now(), not_before = now()`), first)
    t.equal(await after(`facts = '{}'`), first, 'the same facts are no change')
    const second = await after(`facts = '{"processed": 5}'`)
    t.ok(second > first)
    t.ok((await after(`status = 'staging'`)) > second)
  })
})

t.test('every transition of a run is kept, with the instance that made it', async (t) => {
  const { id, status, stages } = await load({ filename: 'sales.csv', content: salesCsv }, datasource)
  t.equal(status, 'queryable')
  const kept = await rows<{ from_status: string | null; to_status: string; instance: string | null; at: Date }>(
    'SELECT from_status, to_status, instance, at FROM ingestion_transitions WHERE ingestion_id = $1 ORDER BY id',
    [id],
  )
  t.same(
    kept.map(({ to_status }) => to_status),
    stages.map(({ name }) => name),
  )
  t.same(
    kept.map(({ from_status }) => from_status),
    [null, ...kept.slice(0, -1).map(({ to_status }) => to_status)],
    'each begins where the one before has ended',
  )
  t.equal(kept[0]?.instance, null, 'a person has queued it')
  const instances = new Set(kept.slice(1).map(({ instance }) => instance))
  t.equal(instances.size, 1)
  t.match([...instances][0], /^[0-9a-f-]{36}$/)
  const at = kept.map(({ at: moment }) => moment.getTime())
  t.same(
    at,
    at.toSorted((a, b) => a - b),
  )
})
