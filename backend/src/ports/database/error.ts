import { ProductError } from '@nemeton/contract'
import pRetry, { AbortError } from 'p-retry'

const gone =
  /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|Connection terminated|timeout exceeded when trying to connect|not queryable|Client has encountered a connection error|client was closed|Query read timeout/i
/**
 * Classes 08 (connection), 53 (resources), 57P (shutdown), 57014 (it took longer than it may), and 3D000, 42P01 while
 * database and tables are being made.
 */
const passing = /^(08...|53...|57P..|57014|3D000|42P01)$/

function isUnavailable(error: unknown): boolean {
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string }
  return passing.test(code) || gone.test(code) || gone.test(message)
}

export function translate(error: unknown): unknown {
  if (!isUnavailable(error)) return error
  return new ProductError('database_unavailable', 'PostgreSQL does not answer. Nothing is lost; try again shortly.', {
    cause: error,
  })
}

type Repository = Readonly<Record<string, (...args: never[]) => Promise<unknown>>>

/** The same repository, its errors translated; reads are tried again over a dropped connection. */
export function guarded<R extends Repository>(repository: R, reads: readonly (keyof R)[]): R {
  const entries = Object.entries(repository).map(([name, operation]) => [
    name,
    async (...args: never[]) => {
      try {
        if (!reads.includes(name)) return await operation(...args)
        return await pRetry(
          async () => {
            try {
              return await operation(...args)
            } catch (error) {
              throw isUnavailable(error) ? error : new AbortError(error as Error)
            }
          },
          { retries: 2, minTimeout: 50, maxTimeout: 250 },
        )
      } catch (error) {
        throw translate(error)
      }
    },
  ])
  return Object.fromEntries(entries) as R
}
