import type { Filter, Query } from '@nemeton/contract'
import type { Period } from '../format/time.ts'
import { filterOn } from './exploration.ts'
import type { ValuesFilter } from './exploration-filter.ts'
import { filterOf } from './filters.ts'
import { printInterval, type Span } from './range.ts'
import { measuresFor, type Scene } from './scene.ts'

type Question = Query

const timeColumn = '__time'

/** The question of a scene is made once: it is the same object each time, and so is what is known of it by that. */
function remember<A extends readonly (string | number)[]>(
  make: (scene: Scene, ...choice: A) => Question,
): (scene: Scene, ...choice: A) => Question {
  const known = new WeakMap<Scene, Map<string, Question>>()
  return (scene, ...choice) => {
    const questions = known.get(scene) ?? new Map<string, Question>()
    known.set(scene, questions)
    const key = JSON.stringify(choice)
    const question = questions.get(key) ?? make(scene, ...choice)
    questions.set(key, question)
    return question
  }
}

/** Where and when a question asks, under all filters but the one on a column. */
export const within = (
  { datasource, exploration, span }: Scene,
  except?: string,
): Pick<Question, 'datasource' | 'interval' | 'timezone' | 'filter'> => ({
  datasource: datasource.name,
  interval: printInterval(span),
  timezone: exploration.timezone,
  filter: filterOf(
    exploration.filters.filter((filter) => filter.column !== except),
    datasource.columns,
    exploration.timezone,
  ),
})

export const comparison = ({ shift }: Scene): Pick<Question, 'compare'> =>
  shift === null ? {} : { compare: { shift } }

export const totalsQuestion = remember(
  (scene: Scene): Question => ({
    ...within(scene),
    ...comparison(scene),
    splits: [],
    measures: measuresFor(scene, scene.measures),
  }),
)

export const timeQuestion = remember(
  (scene: Scene, bucket: Period): Question => ({
    ...within(scene),
    ...comparison(scene),
    splits: [
      {
        column: timeColumn,
        bucket: { granularity: bucket },
        orderBy: { column: timeColumn, direction: 'ascending' },
        limit: 2000,
      },
    ],
    measures: measuresFor(scene, scene.measures),
  }),
)

/** The chosen measure over time, a series a value. */
export const seriesQuestion = (
  scene: Scene,
  bucket: Period,
  split: string,
  values: readonly (string | null)[],
): Question => {
  const { exploration, datasource } = scene
  const own: ValuesFilter = { kind: 'values', column: split, values, exclude: false }
  const others = exploration.filters.filter((filter) => filter.column !== split)
  return {
    ...within(scene),
    filter: filterOf([...others, own], datasource.columns, exploration.timezone),
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
    measures: measuresFor(scene, [scene.measure]),
  }
}

/** The values whose courses are drawn. */
export const rankingQuestion = remember(
  (scene: Scene, column: string, limit: number): Question => ({
    ...within(scene),
    splits: [{ column, orderBy: { measure: scene.measure.key, direction: 'descending' }, limit }],
    measures: measuresFor(scene, [scene.measure]),
  }),
)

const keeps = ({ exploration }: Scene, column: string): boolean => {
  const filter = filterOn(exploration, column)
  return filter?.kind === 'values' && !filter.exclude
}

/** Top values of a dimension; its own filter is left out, so that one can go on choosing. */
export const leaderboardQuestion = remember(
  (scene: Scene, column: string, limit: number): Question => ({
    ...within(scene, keeps(scene, column) ? column : undefined),
    ...comparison(scene),
    splits: [{ column, orderBy: { measure: scene.measure.key, direction: 'descending' }, limit }],
    measures: measuresFor(scene, [scene.measure]),
  }),
)

/** Values to choose from, with their rows; the search looks inside the text. */
export const valuesQuestion = (scene: Scene, column: string, search: string): Question => {
  const { exploration, datasource } = scene
  const rest = filterOf(
    exploration.filters.filter((filter) => filter.column !== column),
    datasource.columns,
    exploration.timezone,
  )
  const contains: Filter | undefined = search === '' ? undefined : { kind: 'contains', column, text: search }
  const both = [rest, contains].filter((filter) => filter !== undefined)
  return {
    ...within(scene),
    filter: both.length <= 1 ? both[0] : { kind: 'and', filters: both },
    splits: [{ column, orderBy: { measure: 'count', direction: 'descending' }, limit: 100 }],
    measures: [{ name: 'count', kind: 'count' }],
  }
}

/** How many values each dimension has, to tell the useful ones from the others. */
export const distinctQuestion = (datasource: string, within: Span, columns: readonly string[]): Question => ({
  datasource,
  interval: printInterval(within),
  timezone: 'Etc/UTC',
  splits: [],
  measures: columns.map((column) => ({ name: column, kind: 'countDistinct', column })),
})
