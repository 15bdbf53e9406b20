import { QueryClient } from '@tanstack/react-query'
import { ApiError, isUnreachable } from './error.ts'

/** Reads are tried again when nobody answered; a clear no is shown at once. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (failures, error) => failures < 3 && (isUnreachable(error) || isBusy(error)),
        retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 5000),
        refetchOnWindowFocus: false,
      },
      mutations: { retry: false },
    },
  })
}

const isBusy = (error: unknown): boolean => error instanceof ApiError && (error.status === 503 || error.status === 429)
