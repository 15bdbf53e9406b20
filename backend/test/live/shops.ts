import { createIngestion, type Ingestion, type PlanChanges, planUpload } from '@nemeton/contract'
import type { Test } from 'tap'
import { druidSql } from './druid.ts'
import { ask, untilEnded, untilProfiled, upload } from './service.ts'

/** So many rows on each day, with two numbers to add up. */
const csv = (days: readonly string[], count: number, from: number): string =>
  [
    'time,shop,amount,pieces',
    ...days.flatMap((day) =>
      Array.from({ length: count }, (_, n) => `${day}T0${n % 10}:00:00Z,shop ${n % 3},${from + n}.25,${from * 2 + n}`),
    ),
  ].join('\n')

export const winter = csv(['2025-01-03', '2025-02-04', '2025-03-05'], 40, 10)
export const spring = csv(['2025-02-10', '2025-03-11'], 15, 500)
export const ends = csv(['2025-01-06', '2025-03-07'], 60, 9000)

/** An upload with its plan by month, as it is submitted. */
export async function plannedUpload(content: string, datasource: string, changes: PlanChanges = {}) {
  const { id } = await upload({ filename: 'sold.csv', content }, datasource)
  await untilProfiled(id)
  const { plan } = await ask(planUpload, {
    params: { id },
    body: { changes: { segmentGranularity: 'month', ...changes } },
  })
  return { uploadId: id, plan }
}

export async function load(
  t: Test,
  content: string,
  datasource: string,
  changes: PlanChanges = {},
): Promise<Ingestion> {
  const body = await plannedUpload(content, datasource, changes)
  const ended = await untilEnded((await ask(createIngestion, { body })).id)
  t.equal(ended.status, 'queryable', `loaded: ${ended.error?.message ?? ''}`)
  return ended
}

/** Rows and two sums as the broker answers them, past the service; null when it does not know the datasource. */
export const heldBy = (datasource: string): Promise<readonly unknown[] | null> =>
  druidSql(`SELECT COUNT(*), SUM("amount"), SUM("pieces") FROM "${datasource}"`).then(
    ([row]) => row ?? null,
    (error: Error) => {
      if (/not found/.test(error.message)) return null
      throw error
    },
  )
