import type { Tile } from '@nemeton/contract'
import fc from 'fast-check'
import t from 'tap'
import { bounded, columns, inOrder, put, risen, roomFor } from '../src/dashboards/layout.ts'

const tile = (id: string, x: number, y: number, width: number, height: number): Tile => ({
  id,
  title: id,
  datasource: 'sales',
  exploration: '',
  x,
  y,
  width,
  height,
})
const places = (tiles: readonly Tile[]) =>
  Object.fromEntries(tiles.map(({ id, x, y, width, height }) => [id, [x, y, width, height]]))
const overlaps = (tiles: readonly Tile[]) =>
  tiles.some((one, index) =>
    tiles
      .slice(index + 1)
      .some(
        (other) =>
          one.x < other.x + other.width &&
          other.x < one.x + one.width &&
          one.y < other.y + other.height &&
          other.y < one.y + one.height,
      ),
  )

t.test('a tile that is moved onto another sends it below', async (t) => {
  const tiles = [tile('a', 0, 0, 6, 4), tile('b', 6, 0, 6, 4), tile('c', 0, 4, 12, 3)]
  t.same(places(put(tiles, 'a', { x: 6, y: 0, width: 6, height: 4 })), {
    a: [6, 0, 6, 4],
    b: [6, 4, 6, 4],
    c: [0, 8, 12, 3],
  })
})

t.test('a tile that grows sends down what is in its way, and back when it shrinks', async (t) => {
  const tiles = [tile('a', 0, 0, 6, 4), tile('b', 0, 4, 6, 4)]
  const grown = put(tiles, 'a', { x: 0, y: 0, width: 6, height: 6 })
  t.same(places(grown), { a: [0, 0, 6, 6], b: [0, 6, 6, 4] })
  t.same(places(put(grown, 'a', { x: 0, y: 0, width: 6, height: 4 })), places(tiles))
})

t.test('nothing leaves the grid, nor grows too small to read', async (t) => {
  t.same(bounded({ x: -3, y: -1, width: 40, height: 0 }), { x: 0, y: 0, width: 12, height: 3 })
  t.same(bounded({ x: 11, y: 2, width: 4, height: 99 }), { x: 8, y: 2, width: 4, height: 24 })
})

t.test('what was removed leaves no gap', async (t) => {
  t.same(places(risen([tile('b', 3, 9, 6, 4), tile('a', 0, 2, 6, 4)])), { a: [0, 0, 6, 4], b: [3, 4, 6, 4] })
})

t.test('a new tile takes the first place where it has room', async (t) => {
  const tiles = [tile('a', 0, 0, 8, 4), tile('b', 0, 4, 4, 4)]
  t.same(roomFor(tiles, { width: 4, height: 4 }), { x: 8, y: 0, width: 4, height: 4 })
  t.same(roomFor(tiles, { width: 8, height: 4 }), { x: 4, y: 4, width: 8, height: 4 })
  t.same(roomFor(tiles, { width: 12, height: 3 }), { x: 0, y: 8, width: 12, height: 3 })
  t.same(roomFor([], { width: 6, height: 5 }), { x: 0, y: 0, width: 6, height: 5 })
})

t.test('tiles are read row by row', async (t) => {
  const tiles = [tile('c', 0, 4, 6, 4), tile('b', 6, 0, 6, 4), tile('a', 0, 0, 6, 4)]
  t.same(
    inOrder(tiles).map(({ id }) => id),
    ['a', 'b', 'c'],
  )
})

t.test('no two tiles ever overlap, none is lost and none leaves the grid', async (t) => {
  const move = fc.record({
    which: fc.nat(7),
    x: fc.integer({ min: -5, max: 15 }),
    y: fc.integer({ min: -5, max: 40 }),
    width: fc.integer({ min: 0, max: 15 }),
    height: fc.integer({ min: 0, max: 30 }),
  })
  fc.assert(
    fc.property(fc.array(move, { maxLength: 30 }), (moves) => {
      let tiles: readonly Tile[] = Array.from({ length: 8 }, (_, index) =>
        tile(String(index), (index % 3) * 4, Math.floor(index / 3) * 4, 4, 4),
      )
      for (const { which, ...place } of moves) {
        tiles = put(tiles, String(which), place)
        if (overlaps(tiles) || tiles.length !== 8) return false
        if (tiles.some(({ x, y, width }) => x < 0 || y < 0 || x + width > columns)) return false
      }
      return true
    }),
    { seed: 20_241, numRuns: 500 },
  )
  t.pass('in 500 runs')
})
