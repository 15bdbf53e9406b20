import { type Check, cannotTell, judged } from './check.ts'
import { sayCount, sayNames, sayTime } from './say.ts'

const source =
  "SELECT id, status, updated_at FROM ingestion_tasks WHERE status NOT IN ('queryable', 'failed', 'canceled')"
const longMs = 300_000
const tooLongMs = 1_800_000

export const ingestionLag: Check = {
  name: 'ingestion-lag',
  title: 'Ingestions go on',
  group: 'ingestion',
  page: { title: 'Ingestion', path: 'ingestion' },
  judge: ({ runs, at }) => {
    if (runs.kind === 'unknown') return cannotTell(runs, source)
    const ages = runs.value.map((run) => ({ ...run, ageMs: at - Date.parse(String(run.changedAt)) }))
    const moving = ages.filter(({ status, ageMs }) => status !== 'queued' && ageMs < longMs)
    // What waits behind a run that goes on, waits rightly.
    const still = ages.filter(({ status, ageMs }) => ageMs >= longMs && (status !== 'queued' || moving.length === 0))
    const oldest = Math.max(0, ...ages.map(({ ageMs }) => ageMs))
    const evidence = [
      { label: 'ingestions under way', value: ages.length, unit: 'count' as const },
      { label: 'unchanged for longest', value: oldest, unit: 'ms' as const },
      ...still.slice(0, 5).map(({ id, status }) => ({ label: id, value: status })),
    ]
    if (still.length === 0)
      return judged('ok', {
        sentence:
          ages.length === 0
            ? 'No ingestion is under way.'
            : `${sayCount(ages.length, 'ingestion')} under way, and each goes on.`,
        source,
        evidence,
      })
    const names = still.map(({ datasource }) => datasource)
    return judged(oldest >= tooLongMs ? 'critical' : 'warning', {
      sentence: `${sayCount(still.length, 'ingestion')} into ${sayNames(names)} ${still.length === 1 ? 'has' : 'have'} stood still for ${sayTime(oldest)}, ${sayNames(still.map(({ status }) => status))}.`,
      source,
      subjects: still.map(({ id }) => id),
      evidence,
      remedy:
        'Open the ingestion: its page says for what it waits (a slot, a lock, a historical, a load rule). What Druid does not end can be canceled there.',
    })
  },
}
