import type { IngestionPlan, Profile } from '@nemeton/contract'
import { planZone } from '../../olap/ingestion/plan-zone.ts'
import { joinPlan } from '../../olap/tabular/joined-time.ts'
import { clockOf, oddHours } from '../../olap/tabular/local-clock.ts'
import { rulesFor } from '../../olap/tabular/plan-rules.ts'
import { parseInstant } from '../../olap/time.ts'
import type { Engine } from './engine.ts'
import { partsOf } from './instant.ts'
import { joinSource, onlyColumn } from './joined.ts'
import { overSource } from './open.ts'
import { number } from './relation.ts'
import { settle } from './settling.ts'
import type { LocalHours, SpooledFile } from './tabular.ts'

const none: LocalHours = { skipped: { rows: 0, examples: [] }, twice: { rows: 0, examples: [] } }

/** Counts the rows of a plan whose local times its zone's clocks skip or show twice; reads the file only if they ever do. */
export const countLocalHours = async (
  engine: Engine,
  file: SpooledFile,
  profile: Profile,
  plan: IngestionPlan,
  signal: AbortSignal,
): Promise<LocalHours> => {
  const { time } = plan
  if (time?.kind !== 'column') return none
  const clock = clockOf(planZone(time.timezone), parseInstant(time.min), parseInstant(time.max))
  const hours = clock.changes.map(oddHours)
  if (hours.length === 0) return none
  return overSource(engine, file, false, signal, async (source) => {
    const own = profile.columns.map(({ name }) => plan.columns.find((column) => column.name === name) ?? null)
    const joined = joinPlan(source.names, own, time)
    const whole = joined === null ? source : joinSource(source, joined.pair)
    const columns = joined?.columns ?? own
    const index = columns.findIndex((column) => column?.name === (joined?.time ?? time).column)
    const rule = rulesFor(whole, columns, joined?.time ?? time)[index]
    if (rule === undefined) return none
    const one = onlyColumn(whole, index)
    const settled = await settle(engine, one, { wishes: [[rule]], fixed: true, clock: null })
    const found = settled.columns[0]?.rule
    const local = found?.type === 'timestamp' ? partsOf(found, 'x').local : null
    if (local === null) return none
    const within = (kind: 'skipped' | 'twice'): string =>
      hours
        .filter((hour) => hour.kind === kind)
        .map(({ from, to }) => `(local_ >= ${from} AND local_ < ${to})`)
        .join(' OR ') || 'FALSE'
    const kinds = (['skipped', 'twice'] as const).map((kind) => {
      const where = `FILTER (WHERE ${within(kind)})`
      return `count(*) ${where} AS ${kind}, min(x) ${where} AS ${kind}_first, max(x) ${where} AS ${kind}_last`
    })
    const [row = {}] = await engine.rows(
      `SELECT ${kinds.join(', ')} FROM (SELECT x, ${local} AS local_ FROM (SELECT ${one.cells[0]} AS x FROM ${one.from}))`,
    )
    const of = (kind: 'skipped' | 'twice') => ({
      rows: number(row[kind]),
      examples: [...new Set([row[`${kind}_first`], row[`${kind}_last`]].filter((text) => text !== null).map(String))],
    })
    return { skipped: of('skipped'), twice: of('twice') }
  })
}
