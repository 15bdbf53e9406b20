import { ProductError, runQuery } from '@nemeton/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { serveJson } from '../../http/serve.ts'
import type { Answers } from '../../queries/answers.ts'
import { questionId } from '../../queries/question-id.ts'
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
      : answers.ask(body, { queryId: questionId(request.id), signal, client: request.ip, tile: tileOf(request) }),
  )
}

const tileName = /^[\x20-\x7e]{1,200}$/

function tileOf({ headers: { 'x-tile': tile } }: FastifyRequest): string | null {
  if (tile === undefined) return null
  if (typeof tile === 'string' && tileName.test(tile)) return tile
  throw new ProductError('invalid_request', 'The header x-tile has 1 to 200 plain ASCII characters.')
}
