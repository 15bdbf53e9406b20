import type { IngestionPlan, ProfileWarning } from '@nemeton/contract'

interface Counted {
  readonly rows: number
  readonly examples: readonly string[]
}

/** How local times that the clocks of a plan's zone skip or show twice are read, with how many there are. */
export function clockWarnings(
  { time }: Pick<IngestionPlan, 'time'>,
  hours: { readonly skipped: Counted; readonly twice: Counted },
): ProfileWarning[] {
  if (time?.kind !== 'column') return []
  const warn = (code: string, { rows, examples }: Counted, what: string): ProfileWarning[] =>
    rows === 0
      ? []
      : [
          {
            code,
            column: time.column,
            message: `${rows.toLocaleString('en')} times of "${time.column}", for example ${examples.map((text) => `"${text}"`).join(', ')}, ${what}`,
          },
        ]
  return [
    ...warn(
      'skipped_hour',
      hours.skipped,
      `lie where the clocks of ${time.timezone} were set forward and do not exist there: they are moved forward by as much. Choose the zone that they were written in if that is another.`,
    ),
    ...warn(
      'hour_twice',
      hours.twice,
      `lie where the clocks of ${time.timezone} were set back and come twice: each is read as the earlier one. Stamps with an offset would tell them apart.`,
    ),
  ]
}
