import type { Datasource, DatasourceColumn, Filter, Query } from '@nemeton/contract'
import type { Period } from '../format/time.ts'
import { type Exploration, filterOn, type ValuesFilter } from './exploration.ts'
import type { OfferedMeasure } from './measures.ts'
import { printInterval, type Span } from './range.ts'

/** What a question needs besides its own choice. */
export interface Scene {
  readonly datasource: Datasource
  readonly exploration: Exploration
  readonly span: Span
  readonly measures: readonly OfferedMeasure[]
  readonly measure: OfferedMeasure
}

type Question = Query

const timeColumn = '__time'

const base = (
  { datasource, exploration, span }: Scene,
  except?: string,
): Pick<Question, 'datasource' | 'interval' | 'timezone' | 'filter'> => ({
  datasource: datasource.name,
  interval: printInterval(span),
  timezone: exploration.timezone,
  filter: filterOf(
    exploration.filters.filter((filter) => filter.column !== except),
    datasource.columns,
  ),
})

/** All filters must hold; a column of numbers is compared with numbers. */
export function filterOf(filters: readonly ValuesFilter[], columns: readonly DatasourceColumn[]): Filter | undefined {
  const leaves = filters.map((filter): Filter => {
    const type = columns.find((column) => column.name === filter.column)?.type
    const numeric = type === 'long' || type === 'double'
    const values = filter.values.map((value) => (numeric && value !== null ? Number(value) : value))
    return { kind: 'values', column: filter.column, values, exclude: filter.exclude }
  })
  return leaves.length <= 1 ? leaves[0] : { kind: 'and', filters: leaves }
}

export const totalsQuestion = (scene: Scene): Question => ({
  ...base(scene),
  splits: [],
  measures: scene.measures.map(({ measure }) => measure),
})

export const timeQuestion = (scene: Scene, bucket: Period): Question => ({
  ...base(scene),
  splits: [
    {
      column: timeColumn,
      bucket: { granularity: bucket },
      orderBy: { column: timeColumn, direction: 'ascending' },
      limit: 2000,
    },
  ],
  measures: scene.measures.map(({ measure }) => measure),
})

/** The chosen measure over time, a series a value. */
export const seriesQuestion = (
  scene: Scene,
  bucket: Period,
  split: string,
  values: readonly (string | null)[],
): Question => {
  const { exploration, datasource } = scene
  const own: ValuesFilter = { column: split, values, exclude: false }
  const others = exploration.filters.filter((filter) => filter.column !== split)
  return {
    ...base(scene),
    filter: filterOf([...others, own], datasource.columns),
    splits: [
      {
        column: split,
        orderBy: { measure: scene.measure.key, direction: 'descending' },
        limit: Math.max(1, values.length),
      },
      {
        column: timeColumn,
        bucket: { granularity: bucket },
        orderBy: { column: timeColumn, direction: 'ascending' },
        limit: 2000,
      },
    ],
    measures: [scene.measure.measure],
  }
}

/** Top values of a dimension; its own filter is left out, so that one can go on choosing. */
export const leaderboardQuestion = (scene: Scene, column: string, limit: number): Question => ({
  ...base(scene, filterOn(scene.exploration, column)?.exclude ? undefined : column),
  splits: [{ column, orderBy: { measure: scene.measure.key, direction: 'descending' }, limit }],
  measures: [scene.measure.measure],
  totals: true,
})

export const splitQuestion = (scene: Scene, column: string): Question => {
  const { sort } = scene.exploration
  const by = scene.measures.some(({ key }) => key === sort?.by) ? sort?.by : undefined
  const direction = sort?.ascending ? 'ascending' : 'descending'
  return {
    ...base(scene),
    splits: [
      {
        column,
        orderBy: sort?.by === column ? { column, direction } : { measure: by ?? scene.measure.key, direction },
        limit: 100,
      },
    ],
    measures: scene.measures.map(({ measure }) => measure),
    totals: true,
  }
}

/** Values to choose from, with their rows; the search looks inside the text. */
export const valuesQuestion = (scene: Scene, column: string, search: string): Question => {
  const { exploration, datasource } = scene
  const rest = filterOf(
    exploration.filters.filter((filter) => filter.column !== column),
    datasource.columns,
  )
  const contains: Filter | undefined = search === '' ? undefined : { kind: 'contains', column, text: search }
  const both = [rest, contains].filter((filter) => filter !== undefined)
  return {
    ...base(scene),
    filter: both.length <= 1 ? both[0] : { kind: 'and', filters: both },
    splits: [{ column, orderBy: { measure: 'count', direction: 'descending' }, limit: 100 }],
    measures: [{ name: 'count', kind: 'count' }],
  }
}

/** The first and the last instant that the datasource holds. */
export const boundsQuestion = (datasource: string, within: Span): Question => ({
  datasource,
  interval: printInterval(within),
  timezone: 'Etc/UTC',
  splits: [],
  measures: [
    { name: 'first', kind: 'min', column: timeColumn },
    { name: 'last', kind: 'max', column: timeColumn },
  ],
})

/** How many values each dimension has, to tell the useful ones from the others. */
export const distinctQuestion = (datasource: string, within: Span, columns: readonly string[]): Question => ({
  datasource,
  interval: printInterval(within),
  timezone: 'Etc/UTC',
  splits: [],
  measures: columns.map((column) => ({ name: column, kind: 'countDistinct', column })),
})
