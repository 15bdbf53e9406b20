import type { EarlierLoad } from '../olap/ingestion/double-load.ts'
import type { Ports, StoredIngestion } from '../ports/ports.ts'

export interface FoundLoad extends EarlierLoad {
  readonly ingestion: StoredIngestion
}

/** Loads of the same bytes into the datasource that stand or are under way, newest first. */
export async function findEarlierLoads(
  sha256: string | null,
  datasource: string,
  { ingestions }: Ports['database'],
): Promise<readonly FoundLoad[]> {
  if (sha256 === null) return []
  const found = await ingestions.findSame(sha256, datasource)
  return found.map((ingestion) => ({
    ingestion,
    intervals: ingestion.status === 'queryable' ? ingestion.facts.published.map(({ interval }) => interval) : null,
  }))
}
