import type { Ports, StoredIngestion } from '../../ports/ports.ts'
import type { LoadingFacts } from './stuck.ts'

const figure = (value: unknown): number => (typeof value === 'number' ? value : 0)

/** Asks Druid for all that `whyStuck` judges by. */
export async function collectLoadingFacts(
  { datasource, facts: { published } }: Pick<StoredIngestion, 'datasource' | 'facts'>,
  druid: Pick<Ports['druid'], 'rows' | 'rules' | 'usedSegments'>,
  signal: AbortSignal,
): Promise<LoadingFacts> {
  const [used, segments, rules, servers] = await Promise.all([
    druid.usedSegments(datasource, signal),
    druid.rows(
      {
        query: `SELECT "segment_id" AS "id", "size" AS "bytes", "is_available" AS "available" FROM sys.segments WHERE "datasource" = ?`,
        parameters: [{ type: 'VARCHAR', value: datasource }],
      },
      { signal },
    ),
    druid.rules(datasource, signal),
    // The name of the size's column differs between versions of Druid.
    druid.rows({ query: `SELECT * FROM sys.servers WHERE LOWER("server_type") = 'historical'` }, { signal }),
  ])
  return {
    published,
    used: new Set(used.map(({ id }) => id)),
    available: new Set(segments.filter(({ available }) => available === 1).map(({ id }) => String(id))),
    bytes: new Map(segments.map(({ id, bytes }) => [String(id), figure(bytes)])),
    rules,
    historicals: servers.map((server) => ({
      tier: String(server.tier),
      used: figure(server.curr_size ?? server.current_size),
      most: figure(server.max_size),
    })),
    now: Date.now(),
  }
}
