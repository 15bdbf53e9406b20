import t from 'tap'
import { piecesFor } from '../../../src/olap/ingestion/pieces.ts'

const MiB = 1024 ** 2
const rows: readonly [name: string, bytes: number, freeSlots: number, pieces: number][] = [
  ['a small file stays whole', 20 * MiB, 8, 1],
  ['two slots are one for the task that waits and one for its only reader', 900 * MiB, 2, 1],
  ['a large one goes to all the slots but the one that waits', 900 * MiB, 4, 3],
  ['a piece is worth a task', 60 * MiB, 40, 2],
]
for (const [name, bytes, freeSlots, pieces] of rows)
  t.test(name, async (t) => {
    t.equal(piecesFor(bytes, freeSlots), pieces)
  })
