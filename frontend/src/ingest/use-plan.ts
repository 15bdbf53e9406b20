import { useDebouncedValue } from '@mantine/hooks'
import { type IngestionPlan, type PlanChanges, planChanges, planUpload } from '@nemeton/contract'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { z } from 'zod'
import { call } from '../api/call.ts'
import { isPassing } from '../api/error.ts'
import { applyChanges, isUnchanged, mergeChanges } from './plan-changes.ts'

export type Planned = z.infer<typeof planUpload.result>

export interface PlanDraft {
  /** What the person sees: the service's plan with changes not yet answered laid over it. */
  readonly plan: IngestionPlan
  /** The service's last answer. */
  readonly planned: Planned | null
  /** The answer belongs to what is seen, so it may be submitted. */
  readonly settled: boolean
  readonly error: unknown
  readonly changes: PlanChanges
  readonly change: (change: PlanChanges) => void
  readonly reset: () => void
}

/** A person's changes to an inferred plan, kept over a reload of the tab, and what the service makes of them. */
export function usePlan(uploadId: string, inferred: IngestionPlan): PlanDraft {
  const [changes, setChanges] = useState<PlanChanges>(() => readDraft(uploadId))
  const [asked] = useDebouncedValue(changes, 250)
  const query = useQuery({
    queryKey: ['plan', uploadId, asked],
    queryFn: ({ signal }) => call(planUpload, { params: { id: uploadId }, body: { changes: asked }, signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    refetchInterval: ({ state }) => (isPassing(state.error) ? 5000 : false),
  })
  const settled = asked === changes && query.isSuccess && !query.isPlaceholderData
  // what was taken back is not waited for
  const last = isUnchanged(changes) ? inferred : (query.data?.plan ?? inferred)
  const base = settled ? query.data.plan : last
  const keep = (next: PlanChanges) => {
    setChanges(next)
    writeDraft(uploadId, next)
  }
  return {
    plan: settled ? base : applyChanges(base, changes),
    planned: query.data ?? null,
    settled,
    error: query.error,
    changes,
    change: (change) => keep(mergeChanges(changes, change)),
    reset: () => keep({}),
  }
}

const key = (uploadId: string) => `nemeton-plan-${uploadId}`

function readDraft(uploadId: string): PlanChanges {
  try {
    const parsed = planChanges.safeParse(JSON.parse(sessionStorage.getItem(key(uploadId)) ?? '{}'))
    return parsed.success ? parsed.data : {}
  } catch {
    return {}
  }
}

function writeDraft(uploadId: string, changes: PlanChanges): void {
  try {
    sessionStorage.setItem(key(uploadId), JSON.stringify(changes))
  } catch {
    // a full or forbidden storage costs the draft on reload, nothing more
  }
}
