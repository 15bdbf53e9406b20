import { setTimeout as sleep } from 'node:timers/promises'
import type { ErrorBody } from '@nemeton/contract'
import type { Ports, Unfinished } from '../../../ports/ports.ts'
import { objectKey } from '../names.ts'
import type { Copies } from './copies.ts'

/** Leaves nothing of it in the store and in the spool; with an error the row stays and tells it. */
export type Discard = (upload: Unfinished, error: ErrorBody | null) => Promise<void>

type Needs = Pick<Ports, 'objectStore' | 'database' | 'spool' | 'events'> & { readonly copies: Copies }

const patienceMs = 2000

export function createDiscard({ objectStore, database, spool, events, copies }: Needs): Discard {
  return async ({ id, filename, datasource }, error) => {
    if (error === null) await database.uploads.remove(id)
    else await database.resumables.failed(id, error)
    await copies.forget(id)
    await spool.remove(id).catch(() => {})
    // The store may be away: the answer does not wait for ever for it to come back.
    await Promise.race([
      objectStore.abandon(objectKey(datasource, id, filename)).catch(() => {}),
      sleep(patienceMs, undefined, { ref: false }),
    ])
    await events.publish({ kind: 'upload', id }).catch(() => {})
  }
}
