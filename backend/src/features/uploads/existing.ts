import { type IngestionPlan, type PlanChanges, ProductError } from '@nemeton/contract'
import type { Existing } from '../../olap/ingestion/fit-columns.ts'
import { inferPlan } from '../../olap/ingestion/infer-schema.ts'
import type { StoredUpload } from '../../ports/ports.ts'
import type { DatasourceReader } from '../../queries/datasource-reader.ts'

export interface ExistingReader {
  readonly datasources: Pick<DatasourceReader, 'columns'>
}

const patienceMs = 5000

/** What the datasource holds now: null when it is new, `unknown` when Druid does not say; no plan waits long for it. */
export async function readExisting(
  datasource: string,
  { datasources }: ExistingReader,
  signal: AbortSignal,
): Promise<Existing | null | 'unknown'> {
  try {
    const columns = await datasources.columns(datasource, AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]))
    return columns && { datasource, columns }
  } catch (error) {
    if (signal.aborted || !(error instanceof ProductError)) throw error
    return 'unknown'
  }
}

/** The guess anew for the datasource and mode that are asked for now, before anything else that a person changed. */
export function refit(
  { profile, filename, plan }: Pick<StoredUpload, 'profile' | 'filename'> & { readonly plan: IngestionPlan },
  changes: PlanChanges,
  existing: Existing | null | 'unknown',
): IngestionPlan {
  if (profile === null || existing === 'unknown') return plan
  const { columns } = inferPlan(profile, { filename, mode: changes.mode ?? plan.mode, existing })
  return { ...plan, columns }
}
