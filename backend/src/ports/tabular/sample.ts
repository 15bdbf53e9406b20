import type { Cell, IngestionPlan, Profile } from '@nemeton/contract'
import { planClock } from '../../olap/ingestion/plan-zone.ts'
import { stagedTime } from '../../olap/ingestion/timestamp-spec.ts'
import { joinKnown, joinPlan, joinRow } from '../../olap/tabular/joined-time.ts'
import { normalize } from '../../olap/tabular/normalize.ts'
import { rulesFor } from '../../olap/tabular/plan-rules.ts'
import { withFirstRows } from './first-rows.ts'
import type { WithEngine } from './open.ts'
import type { Sampled, SpooledFile } from './tabular.ts'

/** The first rows as they would be staged under a plan. */
export const readSample = async (
  withEngine: WithEngine,
  file: SpooledFile,
  profile: Profile,
  plan: IngestionPlan,
  rows: number,
  signal: AbortSignal,
): Promise<Sampled> => {
  const chosen = plan.time?.kind === 'column' ? plan.time : null
  const clock = planClock(plan, profile)
  return withFirstRows(withEngine, file, profile, rows, signal, (known, first) => {
    const own = profile.columns.map(({ name }) => plan.columns.find((column) => column.name === name) ?? null)
    const joined = joinPlan(known.names, own, chosen)
    const columns = joined?.columns ?? own
    const time = joined?.time ?? chosen
    const rules = rulesFor(joined === null ? known : joinKnown(known, joined.pair), columns, time)
    const lines: Record<string, Cell>[] = []
    const rejected: { input: string; error: string }[] = []
    for (const found of first) {
      const row = joined === null ? found : joinRow(found, joined.pair)
      const line: Record<string, Cell> = {}
      let error: string | null = null
      columns.forEach((column, n) => {
        const rule = rules[n]
        const isTime = column !== null && column.name === time?.column
        if (column === null || rule === undefined || !(column.include || isTime)) return
        const value = normalize(row[n] ?? null, rule, clock)
        if (value !== null && typeof value === 'object')
          error ??= `"${value.misfit}" in column "${column.name}" is no ${isTime ? `time of the format ${time?.format}` : rule.type}`
        else if (isTime && value === null) error ??= `there is no time in column "${column.name}"`
        else line[isTime ? stagedTime : column.as] = value
      })
      if (error === null) lines.push(line)
      else rejected.push({ input: JSON.stringify(found), error })
    }
    return { lines, rejected }
  })
}
