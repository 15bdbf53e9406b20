import type { DatasourceDetail } from '@nemeton/contract'
import { QueryClient } from '@tanstack/react-query'
import t from 'tap'
import { parseExploration } from '../src/explore/exploration-link.ts'
import { boardsOf, openingQuestions } from '../src/explore/opening.ts'
import { askAhead, boundsOf, knownCounts, leaveUnseen, type TileQuestion } from '../src/explore/queries.ts'
import { leaderboardQuestion, timeQuestion, totalsQuestion } from '../src/explore/questions.ts'
import { resultQuestion } from '../src/explore/result-question.ts'
import { sceneOf } from '../src/explore/scene.ts'

const string = (name: string) => ({ name, type: 'string', role: 'dimension' }) as const
const datasource: DatasourceDetail = {
  name: 'sales',
  description: null,
  measures: null,
  formats: {},
  rows: 1000,
  bytes: 1,
  segments: 1,
  interval: '2024-01-01T00:00:00.000Z/2024-02-01T00:00:00.000Z',
  availability: 100,
  columns: [
    { name: '__time', type: 'timestamp', role: 'time' },
    ...['branch', 'receipt', 'a', 'b', 'c', 'd', 'e', 'f'].map(string),
    { name: 'amount', type: 'double', role: 'measure', aggregate: 'sum' },
  ],
  lastIngestion: null,
  valueCounts: null,
  bounds: { first: '2024-01-02T08:00:00.000Z', last: '2024-01-30T17:00:00.000Z' },
}
const distinct = { branch: 8, receipt: 900, a: 9, b: 9, c: 9, d: 9, e: 9, f: 200_000 }
const bounds = boundsOf(datasource) ?? { from: 0, to: 0 }
const sceneBy = (link: string) => sceneOf(datasource, bounds, parseExploration(new URLSearchParams(link)))

t.test('rows begin and end where Druid says, else where the time chunks do', async (t) => {
  t.same(boundsOf(datasource), {
    from: Date.parse('2024-01-02T08:00:00Z'),
    to: Date.parse('2024-01-30T17:00:00Z') + 1,
  })
  const span = { from: Date.parse('2024-01-01T00:00:00Z'), to: Date.parse('2024-02-01T00:00:00Z') }
  t.same(boundsOf({ ...datasource, bounds: null }), span)
  t.equal(boundsOf({ ...datasource, bounds: null, interval: null }), null)
})

t.test('asks ahead exactly what the tiles ask', async (t) => {
  const scene = sceneBy('v=2')
  const asked = openingQuestions(scene, distinct)
  t.same(
    asked.map(({ tile }) => tile),
    ['totals', 'time', ...boardsOf(scene, distinct).shown.map(({ name }) => `board ${name}`)],
  )
  t.same(asked[0]?.question, totalsQuestion(scene))
  t.same(asked[1]?.question, timeQuestion(scene, 'PT6H'))
  t.same(asked[2]?.question, leaderboardQuestion(scene, 'branch', 8))
})

t.test('asks for no top values before it is known which tell most', async (t) => {
  t.same(
    openingQuestions(sceneBy('v=2'), undefined).map(({ tile }) => tile),
    ['totals', 'time'],
  )
})

t.test('a split asks for its result and for the values that have lines of their own', async (t) => {
  const scene = sceneBy('v=2&split=branch')
  const asked = openingQuestions(scene, undefined)
  t.same(
    asked.map(({ tile }) => tile),
    ['totals', 'time', 'time ranking', 'result'],
  )
  t.same(asked[3]?.question, resultQuestion(scene))
  t.same(
    openingQuestions(sceneBy('v=2&split=__time'), undefined).map(({ tile }) => tile),
    ['totals', 'time', 'result'],
  )
})

t.test('shows six boards, none of a column with too many values, and all on demand', async (t) => {
  const { shown, ranked, isCut } = boardsOf(sceneBy('v=2'), distinct)
  t.same(
    shown.map(({ name }) => name),
    ['branch', 'a', 'b', 'c', 'd', 'e'],
  )
  t.equal(ranked.length, 8)
  t.equal(isCut, true)
})

t.test('counts first where the file that was loaded last does not say it of every dimension', async (t) => {
  t.equal(knownCounts(datasource), null)
  t.equal(knownCounts({ ...datasource, valueCounts: { branch: 8 } }), null)
  t.same(knownCounts({ ...datasource, valueCounts: distinct }), distinct)
})

t.test('a choice that is overtaken before it is drawn is left, but for what the next one asks too', async (t) => {
  const client = new QueryClient()
  const asked: { readonly body: string; readonly signal: AbortSignal | null | undefined }[] = []
  const { fetch } = globalThis
  t.teardown(() => {
    globalThis.fetch = fetch
    client.clear()
  })
  globalThis.fetch = ((_url: string, { signal, body }: RequestInit = {}) => {
    asked.push({ signal, body: String(body) })
    return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
  }) as typeof fetch
  const [first, second] = ['v=2&is.branch=a', 'v=2&is.branch=b'].map((link) =>
    openingQuestions(sceneBy(link), distinct),
  )
  if (!first || !second) throw new Error('no questions')
  const written = (questions: readonly TileQuestion[]) => questions.map(({ question }) => JSON.stringify(question))
  const shared = written(second).filter((one) => written(first).includes(one))
  t.equal(shared.length, 1, 'the board of the filter itself')
  askAhead(client, first)
  leaveUnseen(client, first, second)
  askAhead(client, second)
  t.same(
    asked.map(({ body }) => body),
    [...written(first), ...written(second).filter((one) => !shared.includes(one))],
    'nothing is asked twice',
  )
  t.same(
    asked.filter(({ signal }) => signal?.aborted).map(({ body }) => body),
    written(first).filter((one) => !shared.includes(one)),
  )
})
