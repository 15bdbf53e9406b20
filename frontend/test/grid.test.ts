import t from 'tap'
import { areaOf, cursorWithin, movedBy, type Place, toTsv } from '../src/ui/grid/cells.ts'
import { naturalWidth } from '../src/ui/grid/grid.ts'
import { assignLines, nextView, type View } from '../src/ui/grid/lines.ts'

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

t.test('a cursor stays within fewer rows and columns', async (t) => {
  const cursor = { from: { row: 90, column: 4 }, at: { row: 95, column: 1 } }
  t.same(cursorWithin(cursor, extent), cursor)
  t.same(cursorWithin(cursor, { rows: 3, columns: 2, page: 10 }), {
    from: { row: 2, column: 1 },
    at: { row: 2, column: 1 },
  })
  t.same(cursorWithin(cursor, { rows: 0, columns: 2, page: 10 })?.at, { row: -1, column: 1 }, 'only the head is left')
  t.equal(cursorWithin(cursor, { rows: 3, columns: 0, page: 10 }), null)
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

t.test('a column is as wide as its title and its rows ask, within bounds', async (t) => {
  const column = (title: string) => ({ key: 'x', title, text: (row: string) => row })
  t.ok(naturalWidth(column('x'), []) >= 48)
  t.ok(naturalWidth(column('x'), ['short', 'quite a bit longer']) > naturalWidth(column('x'), ['short']))
  t.equal(naturalWidth(column('x'), ['y'.repeat(5000)]), 340)
  const missing = { ...column('x'), isMissing: (row: string) => row === '' }
  t.ok(naturalWidth(missing, ['']) > naturalWidth(missing, ['ab']), 'the words for no value have room')
})

const upTo = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, step) => first + step)

t.test('some rows around those in sight are drawn', async (t) => {
  const drawn = (first: number, last: number, lines: readonly number[]) =>
    nextView(null, { first, last }, 100, lines, false).drawn
  t.same(drawn(0, 20, []), { first: 0, last: 28 })
  t.same(drawn(50, 70, upTo(30, 60)), { first: 42, last: 78 })
  t.same(drawn(85, 99, upTo(60, 90)), { first: 77, last: 99 })
})

t.test('after a leap only those in sight are drawn, until it rests', async (t) => {
  const sight = { first: 50, last: 70 }
  const leapt = nextView(null, sight, 100, upTo(0, 28), false)
  t.same(leapt.drawn, sight)
  t.same(nextView(leapt, sight, 100, upTo(50, 70), false).drawn, sight, 'drawn once more on the way')
  t.same(nextView(leapt, { first: 51, last: 71 }, 100, upTo(50, 70), false).drawn, { first: 43, last: 79 }, 'gone on')
  t.same(nextView(leapt, sight, 100, upTo(50, 70), true).drawn, { first: 42, last: 78 }, 'at rest')
  t.same(nextView(leapt, sight, 71, upTo(50, 70), false).drawn, { first: 42, last: 70 }, 'fewer rows')
})

t.test('lines are written into, never moved, while rows pass by', async (t) => {
  const began = assignLines([], { first: 0, last: 5 }, 100, false)
  t.same(began, [0, 1, 2, 3, 4, 5])
  const later = assignLines(began, { first: 2, last: 7 }, 100, false)
  t.same(later, [6, 7, 2, 3, 4, 5], 'those that left gave their lines')
  t.same(assignLines(later, { first: 50, last: 53 }, 100, false), [50, 51, 52, 53, 4, 5], 'lines out of sight stay')
  t.same(assignLines(later, { first: 1, last: 6 }, 100, false), [6, 1, 2, 3, 4, 5], 'back again')
  t.equal(assignLines(began, { first: 0, last: 5 }, 100, false)[3], began[3])
})

t.test('at rest lines stand in the order of their rows', async (t) => {
  t.same(assignLines([6, 7, 2, 3, 4, 5], { first: 2, last: 7 }, 100, true), upTo(2, 7))
  t.same(assignLines([50, 51, 52, 53, 4, 5], { first: 46, last: 57 }, 100, true), upTo(46, 57), 'as many as are wanted')
  t.same(assignLines(upTo(40, 51), { first: 95, last: 99 }, 100, true), upTo(88, 99), 'none beyond the end')
  t.same(assignLines(upTo(40, 51), { first: 0, last: 3 }, 4, true), upTo(0, 3), 'no more than there are')
  const still = upTo(2, 7)
  t.equal(assignLines(still, { first: 2, last: 7 }, 100, true), still, 'and nothing is drawn anew')
})

t.test('every row in sight has exactly one line, whatever the way', async (t) => {
  const count = 1_000
  let lines: readonly number[] = []
  let view: View | null = null
  let first = 0
  // a walk that is the same each time: forth, back, far
  for (const [step, by] of [3, 9, -4, 300, -7, 650, -2, 12, -900, 5, 40, 41].entries()) {
    first = Math.max(0, Math.min(count - 30, first + by))
    const isResting = step % 5 === 4
    view = nextView(view, { first, last: first + 20 + (step % 3) }, count, lines, isResting)
    lines = assignLines(lines, view.drawn, count, isResting)
    for (const row of upTo(view.drawn.first, view.drawn.last)) t.equal(lines.filter((other) => other === row).length, 1)
  }
})

t.test('fewer rows than lines leave no line without a row', async (t) => {
  t.same(assignLines(upTo(0, 11), { first: 0, last: 3 }, 4, false), upTo(0, 3))
})
