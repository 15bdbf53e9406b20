import { Readable } from 'node:stream'
import type { Druid, SqlCall } from '../druid/druid.ts'
import { measured } from './measured.ts'
import type { Telemetry } from './telemetry.ts'

/** Every call to Druid counted, timed and traced: that of a query by the id under which Druid knows it. */
export function measuredDruid(druid: Druid, telemetry: Telemetry): Druid {
  return {
    ...measured(druid, {
      part: 'druid',
      telemetry,
      except: ['close', 'stream'],
      attributesOf: ([call]) => queryId(call as Partial<SqlCall> | undefined),
    }),
    stream: async (request, options) => {
      const end = telemetry.beginCall({ part: 'druid', operation: 'stream', attributes: queryId(request) })
      try {
        const answer = await druid.stream(request, options)
        if (answer.body instanceof Readable) endWith(answer.body, end)
        else end()
        return answer
      } catch (error) {
        end(error)
        throw error
      }
    },
  }
}

function queryId(call: Partial<SqlCall> | undefined): { readonly 'druid.sql_query_id': string } | undefined {
  const id = call?.context?.sqlQueryId
  return typeof id === 'string' ? { 'druid.sql_query_id': id } : undefined
}

/** A result counts as asked until its last row has gone by. */
function endWith(body: Readable, end: (error?: unknown) => void): void {
  body.once('close', () => end(body.errored ?? undefined))
}
