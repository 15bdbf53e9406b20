import { z } from 'zod'
import type { Access } from './access.ts'

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'

/** How the answer leaves: inside the envelope, as a stream of another format, or as a status with headers alone. */
export type Answer = 'envelope' | 'stream' | 'events' | 'headers'

export type Consumed = 'application/json' | 'multipart/form-data' | 'application/offset+octet-stream'

/** One HTTP operation. The server mounts it, the browser calls it, OpenAPI is printed from it, tests parse with it. */
export interface Endpoint<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> {
  readonly method: Method
  /** Path below the root, with `:name` for parameters, for example `/api/v1/uploads/:id`. */
  readonly path: string
  readonly summary: string
  readonly access: Access
  readonly params: P
  readonly query: Q
  readonly body: B
  /** What `data` holds for `envelope`, one event's data for `events`, the headers for `headers`, documentation only for `stream`. */
  readonly result: R
  readonly answer: Answer
  /** Status of success; 200 unless said. */
  readonly status: number
  /** Media type of the request body; JSON unless said. */
  readonly consumes: Consumed
}

const nothing: z.ZodType = z.undefined()

interface Definition<P, Q, B, R> {
  method: Method
  path: string
  summary: string
  access: Access
  params?: P
  query?: Q
  body?: B
  result: R
  answer?: Answer
  status?: number
  consumes?: Consumed
}

export function endpoint<
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
  R extends z.ZodType = z.ZodType,
>(definition: Definition<P, Q, B, R>): Endpoint<P, Q, B, R> {
  return Object.freeze({
    params: nothing as unknown as P,
    query: nothing as unknown as Q,
    body: nothing as unknown as B,
    answer: 'envelope' as Answer,
    status: 200,
    consumes: 'application/json' as const,
    ...definition,
  })
}
