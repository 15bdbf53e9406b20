import { atMost, type Figure } from './figure.ts'
import type { Ground } from './ground.ts'

/** From the command to all-ready, with the data and the archives of an earlier start. */
export async function start(ground: Ground): Promise<readonly Figure[]> {
  return [atMost('start: a second start until all is ready', await ground.restart(), 30, 's', 1)]
}
