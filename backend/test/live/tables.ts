import { createHash } from 'node:crypto'
import { deleteUpload, listUploads } from '@nemeton/contract'
import pg from 'pg'
import { dropDatasource } from './druid.ts'
import { ask, Refused } from './service.ts'
import { stack } from './stack.ts'
import { until } from './until.ts'

/** One statement on a connection of its own, past the service. */
export async function rows<R extends pg.QueryResultRow>(statement: string, values: unknown[] = []): Promise<R[]> {
  const client = new pg.Client({ connectionString: stack.databaseUrl })
  await client.connect()
  try {
    return (await client.query<R>(statement, values)).rows
  } finally {
    await client.end()
  }
}

/** A name that no earlier run has used. */
export const freshName = (of: string): string =>
  `live_${of}_${createHash('sha1').update(`${process.pid} ${performance.timeOrigin}`).digest('hex').slice(0, 8)}`

/** Takes datasources away, with the uploads, objects and history behind them. */
export async function forget(datasources: readonly string[]): Promise<void> {
  for (const datasource of datasources) {
    await until(`no ingestion into ${datasource} is under way`, async () => {
      const open = await rows(
        `SELECT id FROM ingestion_tasks WHERE datasource_name = $1 AND status NOT IN ('queryable', 'failed', 'canceled')`,
        [datasource],
      )
      return open.length === 0
    })
    await dropDatasource(datasource)
    for (const { id } of await rows<{ id: string }>('SELECT id FROM uploads WHERE datasource = $1', [datasource]))
      await until(`upload ${id} is removed`, () =>
        ask(deleteUpload, { params: { id } }).catch((error: unknown) => {
          if (error instanceof Refused && error.status === 404) return { id }
          throw error
        }),
      )
    await rows('DELETE FROM ingestion_tasks WHERE datasource_name = $1', [datasource])
    await rows('DELETE FROM datasource_drops WHERE datasource_name = $1', [datasource])
    await rows('DELETE FROM data_sources WHERE name = $1', [datasource])
  }
}

export const uploadCount = async (): Promise<number> => (await ask(listUploads, { query: { limit: 200 } })).items.length
