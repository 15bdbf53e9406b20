import t from 'tap'
import { areaOf, movedBy, type Place, toTsv } from '../src/ui/grid/cells.ts'
import { naturalWidth } from '../src/ui/grid/grid.ts'

const extent = { rows: 100, columns: 5, page: 10 }
const at: Place = { row: 50, column: 2 }
const moves: readonly [key: string, far: boolean, from: Place, to: Place | null][] = [
  ['ArrowUp', false, at, { row: 49, column: 2 }],
  ['ArrowUp', false, { row: 0, column: 2 }, { row: -1, column: 2 }],
  ['ArrowUp', false, { row: -1, column: 2 }, { row: -1, column: 2 }],
  ['ArrowUp', true, at, { row: 0, column: 2 }],
  ['ArrowDown', false, { row: 99, column: 2 }, { row: 99, column: 2 }],
  ['ArrowDown', false, { row: -1, column: 2 }, { row: 0, column: 2 }],
  ['ArrowDown', true, at, { row: 99, column: 2 }],
  ['ArrowLeft', false, { row: 0, column: 0 }, { row: 0, column: 0 }],
  ['ArrowRight', false, at, { row: 50, column: 3 }],
  ['ArrowRight', true, at, { row: 50, column: 4 }],
  ['PageDown', false, { row: 95, column: 0 }, { row: 99, column: 0 }],
  ['PageUp', false, { row: 5, column: 0 }, { row: 0, column: 0 }],
  ['Home', false, at, { row: 50, column: 0 }],
  ['Home', true, at, { row: 0, column: 0 }],
  ['End', true, at, { row: 99, column: 4 }],
  ['x', false, at, null],
]
for (const [key, far, from, to] of moves)
  t.test(`${far ? 'Ctrl ' : ''}${key} from ${from.row}, ${from.column}`, async (t) => {
    t.same(movedBy(key, far, from, extent), to)
  })

t.test('marks the cells between two, whichever came first', async (t) => {
  const area = { top: 2, bottom: 7, left: 1, right: 4 }
  t.same(areaOf({ from: { row: 2, column: 4 }, at: { row: 7, column: 1 } }, 100), area)
  t.same(areaOf({ from: { row: 7, column: 1 }, at: { row: 2, column: 4 } }, 100), area)
})

t.test('a head marks its whole column', async (t) => {
  const head = { row: -1, column: 3 }
  t.same(areaOf({ from: head, at: head }, 100), { top: 0, bottom: 99, left: 3, right: 3 })
})

t.test('copies what a spreadsheet pastes as it was', async (t) => {
  t.equal(
    toTsv([
      ['a', 'b c', ''],
      ['1', 'two\tthree', 'say "so"\nor not'],
    ]),
    'a\tb c\t\n1\t"two\tthree"\t"say ""so""\nor not"',
  )
})

t.test('a column is as wide as its title and its first rows ask, within bounds', async (t) => {
  const column = (title: string) => ({ key: 'x', title, text: (row: string) => row })
  t.ok(naturalWidth(column('x'), []) >= 48)
  t.ok(naturalWidth(column('x'), ['short', 'quite a bit longer']) > naturalWidth(column('x'), ['short']))
  t.equal(naturalWidth(column('x'), ['y'.repeat(5000)]), 340)
})
