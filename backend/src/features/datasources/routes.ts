import {
  changeDatasource,
  dropDatasource,
  getCompaction,
  getDatasource,
  getRetention,
  getTimeline,
  listDatasources,
  listDrops,
  restoreDatasource,
  setCompaction,
  setRetention,
} from '@nemeton/contract'
import type { FastifyInstance } from 'fastify'
import { serve } from '../../http/serve.ts'
import type { Ports } from '../../ports/ports.ts'
import type { DatasourceReader } from '../../queries/datasource-reader.ts'
import { readCompactionState, writeCompactionState } from './compaction.ts'
import { dropAll, dropToContract } from './drop.ts'
import { listRestorable } from './restorable.ts'
import { restore } from './restore.ts'
import { readRetention, writeRetention } from './retention.ts'
import { readTimeline } from './timeline.ts'
import { changeWords } from './words.ts'

interface Options extends Pick<Ports, 'druid' | 'database'> {
  readonly datasources: DatasourceReader
}

export function datasourceRoutes(app: FastifyInstance, options: Options): void {
  const { datasources, druid, database } = options
  /** Druid would take rules and settings for any name, that of the cluster's own rules too. */
  const known = async (name: string, signal: AbortSignal): Promise<string> =>
    (await datasources.find(name, signal)).name

  serve(app, listDatasources, async ({ signal }) => {
    const [items, dropped] = await Promise.all([datasources.list(signal), listRestorable(options, signal)])
    return { items: [...items], nextCursor: null, dropped }
  })
  serve(app, getDatasource, ({ params, signal }) => datasources.describe(params.name, signal))
  serve(app, changeDatasource, ({ params, body, signal }) => changeWords(params.name, body, options, signal))
  serve(app, getTimeline, async ({ params, signal }) => readTimeline(await known(params.name, signal), druid, signal))

  serve(app, dropDatasource, ({ params, signal }) => dropAll(params.name, options, signal))
  serve(app, restoreDatasource, ({ params, body, signal }) =>
    restore({ name: params.name, id: body.drop }, options, signal),
  )
  serve(app, listDrops, async ({ params }) => ({
    items: (await database.drops.list(params.name)).map(dropToContract),
    nextCursor: null,
  }))

  serve(app, getRetention, async ({ params, signal }) =>
    readRetention(await known(params.name, signal), options, signal),
  )
  serve(app, setRetention, async ({ params, body, signal }) =>
    writeRetention(await known(params.name, signal), body.rules, options, signal),
  )
  serve(app, getCompaction, async ({ params, signal }) =>
    readCompactionState(await known(params.name, signal), options, signal),
  )
  serve(app, setCompaction, async ({ params, body, signal }) =>
    writeCompactionState(await known(params.name, signal), body, options, signal),
  )
}
