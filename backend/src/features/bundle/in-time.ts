import { setTimeout as sleep } from 'node:timers/promises'
import { ProductError } from '@nemeton/contract'

const timeoutMs = 2000

/** What PostgreSQL says, if it does so soon: a bundle is wanted most when something hangs. Error: `database_unavailable`. */
export const inTime = <T>(answer: Promise<T>): Promise<T> =>
  Promise.race([
    answer,
    sleep(timeoutMs, undefined, { ref: false }).then((): never => {
      throw new ProductError('database_unavailable', `PostgreSQL did not answer within ${timeoutMs / 1000} s.`)
    }),
  ])
