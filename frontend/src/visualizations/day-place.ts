import { dayMs, toWall } from '../format/time.ts'

export interface DayPlace {
  readonly at: number
  readonly year: number
  readonly week: number
  readonly weekday: number
}

/** Where a day lies: its year, the weeks of that year before it, its place in the week from Monday on. */
export function placeOfDay(at: number, zone: string): DayPlace {
  const wall = new Date(toWall(at, zone))
  const year = wall.getUTCFullYear()
  const first = Date.UTC(year, 0, 1)
  const offset = (new Date(first).getUTCDay() + 6) % 7
  const day = Math.floor((wall.getTime() - first) / dayMs)
  return { at, year, week: Math.floor((day + offset) / 7), weekday: (wall.getUTCDay() + 6) % 7 }
}
