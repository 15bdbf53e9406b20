import { runQuery } from '@nemeton/contract'
import type { FastifyInstance } from 'fastify'
import { serveJson } from '../../http/serve.ts'
import type { Answers } from '../../queries/answers.ts'
import { compileOnly } from '../../queries/run.ts'
import type { Schemas } from '../../queries/schemas.ts'

interface Options {
  readonly answers: Answers
  readonly schemas: Schemas
}

export function exploreRoutes(app: FastifyInstance, { answers, schemas }: Options): void {
  serveJson(app, runQuery, async ({ query, body, request, signal }) =>
    query.dryRun === 'true'
      ? Buffer.from(JSON.stringify(await compileOnly(body, schemas, signal)))
      : answers.ask(body, { queryId: request.id, signal }),
  )
}
