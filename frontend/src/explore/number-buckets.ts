import type { QueryClient } from '@tanstack/react-query'
import { toNumber } from '../format/number.ts'
import { askTable } from './queries.ts'
import { within } from './questions.ts'
import type { Scene } from './scene.ts'

/** Sizes that cut a range of numbers into some dozens of buckets: 1, 2 or 5 with zeros. */
export function sizeFor(least: number, greatest: number): number {
  const raw = (greatest - least) / 24
  if (!(raw > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(raw))
  const factor = [1, 2, 5, 10].find((one) => one * power >= raw * 0.999999) ?? 10
  return Number((factor * power).toPrecision(3))
}

/** The bucket that a new split begins with: numbers that are measured need one, values and time do not. */
export async function bucketFor(client: QueryClient, scene: Scene, column: string): Promise<number | null> {
  const found = scene.datasource.columns.find(({ name }) => name === column)
  if (found?.role !== 'measure') return null
  const question = {
    ...within(scene),
    splits: [],
    measures: [
      { name: 'least', kind: 'min' as const, column },
      { name: 'greatest', kind: 'max' as const, column },
    ],
  }
  const table = await client.fetchQuery({
    queryKey: ['range', question],
    queryFn: ({ signal }) => askTable(question, signal, 'range'),
  })
  return sizeFor(toNumber(table.rows[0]?.[0]) ?? 0, toNumber(table.rows[0]?.[1]) ?? 0)
}
