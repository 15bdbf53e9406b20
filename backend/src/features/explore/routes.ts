import { runQuery } from '@nemeton/contract'
import type { FastifyInstance } from 'fastify'
import { serve } from '../../http/serve.ts'
import type { Ports } from '../../ports/ports.ts'
import type { DatasourceReader } from '../../queries/datasource-reader.ts'
import { compileOnly, run } from '../../queries/run.ts'

interface Options extends Pick<Ports, 'druid'> {
  readonly datasources: DatasourceReader
  readonly timeoutMs: number
}

export function exploreRoutes(app: FastifyInstance, options: Options): void {
  serve(app, runQuery, ({ query, body, request, signal }) =>
    query.dryRun === 'true' ? compileOnly(body, options, signal) : run(body, options, { queryId: request.id, signal }),
  )
}
