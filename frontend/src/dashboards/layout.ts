import type { Tile } from '@nemeton/contract'

/** The grid: twelve columns; rows and gaps in pixels. */
export const columns = 12
export const rowHeight = 56
export const gap = 12
const mostRows = 1000
const mostHeight = 24
export const leastWidth = 2
export const leastHeight = 3

export type Place = Pick<Tile, 'x' | 'y' | 'width' | 'height'>

/** Pixels that so many cells are high. */
export const pixels = (cells: number): number => cells * rowHeight + (cells - 1) * gap

const overlap = (one: Place, other: Place): boolean =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height

const clamp = (value: number, least: number, most: number) => Math.round(Math.max(least, Math.min(most, value)))

/** Within the grid, no smaller than a tile can be read. */
export function bounded({ x, y, width, height }: Place): Place {
  const wide = clamp(width, leastWidth, columns)
  return {
    x: clamp(x, 0, columns - wide),
    y: clamp(y, 0, mostRows),
    width: wide,
    height: clamp(height, leastHeight, mostHeight),
  }
}

/** Puts a tile in its place: those in its way go down below it, and the rest moves up as far as it can. */
export function put(tiles: readonly Tile[], id: string, place: Place): readonly Tile[] {
  const moved = tiles.map((tile) => (tile.id === id ? { ...tile, ...bounded(place) } : tile))
  const first = moved.find((tile) => tile.id === id)
  const others = moved.filter((tile) => tile.id !== id).toSorted(byPlace)
  const settled: Tile[] = first ? [first] : []
  for (const tile of others) settled.push(below(tile, settled))
  return risen(moved.map((tile) => settled.find(({ id: own }) => own === tile.id) ?? tile))
}

/** The same, from where the tile is now. */
export function putBy(tiles: readonly Tile[], id: string, next: (now: Place) => Place): readonly Tile[] {
  const now = tiles.find((tile) => tile.id === id)
  return now ? put(tiles, id, next(now)) : tiles
}

const byPlace = (one: Place, other: Place): number => one.y - other.y || one.x - other.x

function below(tile: Tile, settled: readonly Tile[]): Tile {
  let { y } = tile
  for (;;) {
    const inWay = settled.filter((other) => overlap({ ...tile, y }, other))
    if (inWay.length === 0) return { ...tile, y }
    y = Math.max(...inWay.map((other) => other.y + other.height))
  }
}

/** No empty rows between tiles. */
export function risen(tiles: readonly Tile[]): readonly Tile[] {
  const settled: Tile[] = []
  for (const tile of tiles.toSorted(byPlace)) {
    let { y } = tile
    while (y > 0 && !settled.some((other) => overlap({ ...tile, y: y - 1 }, other))) y -= 1
    settled.push({ ...tile, y })
  }
  return tiles.map((tile) => settled.find(({ id }) => id === tile.id) ?? tile)
}

/** Where a new tile of a size has room: the first free place from the top. */
export function roomFor(tiles: readonly Place[], { width, height }: Pick<Place, 'width' | 'height'>): Place {
  const bottom = Math.max(0, ...tiles.map((tile) => tile.y + tile.height))
  for (let y = 0; y < bottom; y += 1)
    for (let x = 0; x + width <= columns; x += 1) {
      const place = { x, y, width, height }
      if (!tiles.some((tile) => overlap(tile, place))) return place
    }
  return { x: 0, y: bottom, width, height }
}

/** The order in which tiles are read, and stand where there is room for one column only. */
export const inOrder = (tiles: readonly Tile[]): readonly Tile[] => tiles.toSorted(byPlace)
