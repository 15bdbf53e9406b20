import type { DatasourceColumn } from '@nemeton/contract'
import { mostSeries } from '../visualizations/matrix.ts'
import { dimensionsOf, rankDimensions, shownFirst } from './dimensions.ts'
import type { TileQuestion } from './queries.ts'
import { leaderboardQuestion, rankingQuestion, timeQuestion, totalsQuestion } from './questions.ts'
import { chooseBucket } from './range.ts'
import { rankedSplit } from './ranked-split.ts'
import { resultQuestion } from './result-question.ts'
import type { Scene } from './scene.ts'

/** How many values each dimension has, roughly. */
export type Counts = Readonly<Record<string, number>>

export const firstBoards = 6
export const boardRows = 8
export const boardTile = (column: string): string => `board ${column}`

/** The dimensions whose top values are shown, the most useful ones first. */
export function boardsOf(
  { datasource, exploration }: Scene,
  counts: Counts,
): {
  readonly ranked: readonly DatasourceColumn[]
  readonly shown: readonly DatasourceColumn[]
  readonly isCut: boolean
} {
  const ranked = rankDimensions(dimensionsOf(datasource.columns), counts, datasource.rows)
  const first = shownFirst(ranked, counts, firstBoards)
  return { ranked, shown: exploration.allDimensions ? ranked : first, isCut: ranked.length > first.length }
}

/** What the tiles of the page ask, as far as it can be said before another answer is there. */
export function openingQuestions(scene: Scene, counts: Counts | undefined): readonly TileQuestion[] {
  const { exploration, span } = scene
  const split = rankedSplit(scene)
  return [
    { question: totalsQuestion(scene), tile: 'totals' },
    { question: timeQuestion(scene, exploration.bucket ?? chooseBucket(span)), tile: 'time' },
    ...(split === null ? [] : [{ question: rankingQuestion(scene, split, mostSeries), tile: 'time ranking' }]),
    ...(exploration.splits.length === 0 ? [] : [{ question: resultQuestion(scene), tile: 'result' }]),
    ...(counts === undefined ? [] : boardsOf(scene, counts).shown).map(({ name }) => ({
      question: leaderboardQuestion(scene, name, boardRows),
      tile: boardTile(name),
    })),
  ]
}
