import { ProductError } from '@nemeton/contract'
import { countMetricOf } from '../../olap/ingestion/metrics-spec.ts'
import type { Patch, Ports, StoredIngestion } from '../../ports/ports.ts'
import { isSchemaVisible } from '../../queries/schema-visible.ts'
import { settleHeld } from './held.ts'
import { stageAgeMs } from './stage-age.ts'
import { whyStuck } from './stuck.ts'
import { collectLoadingFacts } from './stuck-facts.ts'

interface Needs {
  readonly druid: Pick<Ports['druid'], 'countIn' | 'countOver' | 'rows' | 'rules' | 'usedSegments'>
  readonly watchIntervalMs: number
  readonly loadTimeoutMs: number
}

const publishTimeoutMs = 60_000
/** How long a segment may take on its way to the broker before it is asked what keeps it. */
const patienceMs = 3000
const mostMismatches = 10

/** What this run published: the used segments now, without those before. One datasource has one writer at a time. */
export async function findPublished(
  ingestion: StoredIngestion,
  { druid, watchIntervalMs }: Needs,
  signal: AbortSignal,
): Promise<Patch> {
  const before = new Set(ingestion.facts.before ?? [])
  const published = (await druid.usedSegments(ingestion.datasource, signal)).filter(
    (segment) => !before.has(segment.id),
  )
  if (published.length > 0) {
    const held = await settleHeld(ingestion, published, druid, signal)
    return { status: 'loading', facts: { published, held } }
  }
  if (stageAgeMs(ingestion) < publishTimeoutMs) return { waitMs: watchIntervalMs }
  throw new ProductError(
    'rows_missing',
    `Druid says the task succeeded and published nothing: 0 of ${ingestion.facts.rowsInFile} rows.`,
  )
}

/**
 * Says queryable only after a count through the broker over exactly the published segments was right. The rows are
 * there by now: a count that broke, be it that a historical went away under it, is asked again.
 */
export async function confirm(ingestion: StoredIngestion, needs: Needs, signal: AbortSignal): Promise<Patch> {
  const { watchIntervalMs, loadTimeoutMs } = needs
  return count(ingestion, needs, signal).catch((error: unknown) => {
    const isBroken = error instanceof ProductError && error.code === 'druid_query_failed'
    if (isBroken && stageAgeMs(ingestion) < loadTimeoutMs) return { waitMs: watchIntervalMs }
    throw error
  })
}

async function count(ingestion: StoredIngestion, needs: Needs, signal: AbortSignal): Promise<Patch> {
  const { datasource, plan, facts } = ingestion
  const { druid, watchIntervalMs, loadTimeoutMs } = needs
  const countMetric = countMetricOf(plan)
  const expected = facts.rowsInFile - facts.rejected
  const counted = await druid.countOver(datasource, facts.published, countMetric, signal)
  if (counted === expected && (await isSchemaVisible(datasource, druid, signal)))
    return { status: 'queryable', facts: { ingested: counted, etaMs: null, before: null } }
  if (stageAgeMs(ingestion) < patienceMs) return { waitMs: watchIntervalMs }
  const available = await countAvailable(ingestion, druid, signal)
  const all = facts.published.length
  if (counted !== expected && available === all) {
    if (facts.mismatches < mostMismatches)
      return { facts: { mismatches: facts.mismatches + 1 }, waitMs: 2 * watchIntervalMs }
    const message = `The file has ${expected} rows to load and Druid has ${counted} of them.`
    return {
      status: 'failed',
      facts: { ingested: counted },
      error: {
        code: 'rows_missing',
        message,
        hint: 'Look at the report; then undo this load and try again.',
        raw: null,
      },
    }
  }
  if (stageAgeMs(ingestion) < loadTimeoutMs) return { waitMs: watchIntervalMs }
  throw whyStuck(await collectLoadingFacts(ingestion, druid, signal))
}

async function countAvailable(
  { datasource, facts }: StoredIngestion,
  druid: Needs['druid'],
  signal: AbortSignal,
): Promise<number> {
  const query = `SELECT "segment_id" AS "id" FROM sys.segments WHERE "datasource" = ? AND "is_available" = 1`
  const rows = await druid.rows({ query, parameters: [{ type: 'VARCHAR', value: datasource }] }, { signal })
  const available = new Set(rows.map((row) => String(row.id)))
  return facts.published.filter((segment) => available.has(segment.id)).length
}
