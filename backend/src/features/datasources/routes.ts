import { getDatasource, listDatasources } from '@nemeton/contract'
import type { FastifyInstance } from 'fastify'
import { serve } from '../../http/serve.ts'
import type { DatasourceReader } from '../../queries/datasource-reader.ts'

export function datasourceRoutes(app: FastifyInstance, { datasources }: { datasources: DatasourceReader }): void {
  serve(app, listDatasources, async ({ signal }) => ({
    items: [...(await datasources.list(signal))],
    nextCursor: null,
  }))
  serve(app, getDatasource, ({ params, signal }) => datasources.find(params.name, signal))
}
