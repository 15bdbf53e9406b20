import type { Cell, NumberFormat } from '@nemeton/contract'
import type { Period } from '../format/time.ts'

/** What a split cuts by: instants, numbers in buckets, or plain values. */
export type SplitKind = 'time' | 'number' | 'value'

export interface ShownSplit {
  readonly column: string
  readonly kind: SplitKind
  /** Of a split by time. */
  readonly period: Period | null
  readonly label: (cell: Cell) => string
  /** Slots of the palette that its values have on the page already. */
  readonly colors: ReadonlyMap<string | null, number>
}

export interface ShownMeasure {
  readonly key: string
  readonly title: string
  /** Parts add up to the whole; others are never stacked nor shown as shares. */
  readonly additive: boolean
  readonly format: NumberFormat | null
  readonly approximate: boolean
}

/** A measure now and before; what is not compared has only a now. */
export interface Compared {
  readonly now: number | null
  readonly before: number | null
  readonly delta: number | null
  /** Change in parts of before. */
  readonly percent: number | null
}

export interface ResultRow {
  /** One a split. */
  readonly keys: readonly Cell[]
  /** Splits whose key stands for all values beyond the limit. */
  readonly others: readonly number[]
  /** One a measure. */
  readonly values: readonly Compared[]
}

/** An answer as every visualization takes it. */
export interface Result {
  readonly splits: readonly ShownSplit[]
  readonly measures: readonly ShownMeasure[]
  /** Place of the measure in front. */
  readonly front: number
  readonly rows: readonly ResultRow[]
  readonly totals: readonly Compared[] | null
  /** What lies before, in words; null when nothing is compared. */
  readonly before: string | null
  readonly zone: string
  readonly span: { readonly from: number; readonly to: number }
}

/** A value of one of the splits. */
export interface Choice {
  readonly split: number
  readonly cell: Cell
}

export interface Ordering {
  readonly by: string
  readonly ascending: boolean
  readonly aspect: 'value' | 'delta' | 'percent'
}

export interface VisualizationProps {
  readonly title: string
  readonly result: Result
  readonly height: number
  /** Filters by all of the values, or excludes them. */
  readonly onPress: (choices: readonly Choice[], exclude: boolean) => void
  readonly isChosen: (choice: Choice) => boolean
  /** From the start of the first bucket marked to the start of the last one. */
  readonly onZoom: (from: number, last: number) => void
  readonly onZoomOut: () => void
  /** How the rows of a split are ordered. */
  readonly orderings: readonly Ordering[]
  /** Orders one split, or with null all of them. */
  readonly onSort: (split: number | null, ordering: Ordering) => void
}

export const nothing: Compared = { now: null, before: null, delta: null, percent: null }

/** A key as words, the rest of a split among them. */
export const keyWords = (result: Result, row: ResultRow, split: number): string =>
  row.others.includes(split) ? 'Other' : (result.splits[split]?.label(row.keys[split] ?? null) ?? '')

export const rowWords = (result: Result, row: ResultRow): string =>
  result.splits.map((_, split) => keyWords(result, row, split)).join(', ')

/** What pressing a row filters by: the rest of a split has no value of its own. */
export const rowChoices = (row: ResultRow): readonly Choice[] =>
  row.keys.flatMap((cell, split) => (row.others.includes(split) ? [] : [{ split, cell }]))
