import t from 'tap'
import { judgeByHistory, judgeBySegments, type Situation } from '../../../src/features/ingestions/undo-judgement.ts'
import type { Segment, StoredIngestion } from '../../../src/ports/ports.ts'

const segment = (month: number, version: string, partition = 0): Segment => ({
  id: `${month} ${version} ${partition}`,
  interval: `2025-0${month}-01/2025-0${month + 1}-01`,
  version,
  partition,
})
const old = [segment(1, 'a'), segment(2, 'a')]
const fresh = [segment(1, 'b'), segment(2, 'b')]
const added = [segment(1, 'a', 1), segment(2, 'a', 1)]

const run = (of: Partial<StoredIngestion>, facts: Partial<StoredIngestion['facts']> = {}) =>
  ({
    kind: 'load',
    status: 'queryable',
    mode: 'replace',
    undone: null,
    ...of,
    facts: { published: fresh, held: { segments: old, rows: 7 }, ...facts },
  }) as StoredIngestion
const replaced = run({})
const appended = run({ mode: 'append' }, { published: added })

const histories: readonly (readonly [
  string,
  StoredIngestion,
  { possible: boolean; reason: RegExp | null; undone?: boolean },
])[] = [
  ['one that is queryable', replaced, { possible: true, reason: null }],
  ['one that failed with rows in Druid', run({ status: 'failed' }), { possible: true, reason: null }],
  ['one that is running', run({ status: 'running' }), { possible: false, reason: /not ended/ }],
  ['one that put in nothing', run({ status: 'failed' }, { published: [] }), { possible: false, reason: /nothing/ }],
  ['an undo', run({ kind: 'undo' }), { possible: false, reason: /not undone/ }],
  [
    'one that is undone',
    run({ undone: { by: 'u', done: true } }),
    { possible: false, reason: /undone already/, undone: true },
  ],
  [
    'one being undone',
    run({ undone: { by: 'u', done: false } }),
    { possible: false, reason: /being undone/, undone: false },
  ],
  ['one from before', run({}, { held: null }), { possible: false, reason: /before Nemeton kept/ }],
]
for (const [name, of, wanted] of histories)
  t.test(`the history of ${name} ${wanted.possible ? 'allows' : 'forbids'} its undo`, async (t) => {
    t.match(judgeByHistory(of), wanted)
  })

interface Case {
  readonly name: string
  readonly of: StoredIngestion
  readonly now: Partial<Situation>
  readonly reason?: RegExp
}
const ids = (segments: readonly Segment[]) => new Set(segments.map(({ id }) => id))
const cases: readonly Case[] = [
  { name: 'a replace whose old segments are still in use', of: replaced, now: { used: [...old, ...fresh] } },
  { name: 'a replace whose old segments are out of use', of: replaced, now: { used: fresh, unused: ids(old) } },
  {
    name: 'a replace whose old segments were killed',
    of: replaced,
    now: { used: fresh, unused: new Set(['1 a 0']) },
    reason: /deleted 1 of the 2 segments/,
  },
  { name: 'a replace that was dropped', of: replaced, now: { used: [], unused: ids(old) }, reason: /2 of its 2/ },
  {
    name: 'a replace that was replaced',
    of: replaced,
    now: { used: [...old, ...fresh, segment(2, 'c')] },
    reason: /replaced 1 of its 2/,
  },
  {
    name: 'a replace of which a part of an interval was replaced',
    of: replaced,
    now: { used: [...fresh, { ...segment(2, 'c'), interval: '2025-02-03/2025-02-04' }] },
    reason: /put 1 other segment/,
  },
  {
    name: 'a replace that was appended to',
    of: replaced,
    now: { used: [...old, ...fresh, segment(1, 'b', 1)] },
    reason: /put 1 other segment/,
  },
  { name: 'a replace beside which others came', of: replaced, now: { used: [...old, ...fresh, segment(5, 'c')] } },
  { name: 'an append', of: appended, now: { used: [...old, ...added] } },
  {
    name: 'an append to an empty datasource',
    of: run({ mode: 'append' }, { held: { segments: [], rows: 0 } }),
    now: { used: fresh },
  },
  { name: 'an append beside which rows went', of: appended, now: { used: added }, reason: /Beside it, 2 segments/ },
  {
    name: 'an append that was compacted',
    of: appended,
    now: { used: [...old, ...added, ...fresh] },
    reason: /replaced 2/,
  },
  { name: 'an undo that broke off', of: replaced, now: { used: [], unused: ids([...old, ...fresh]), begun: true } },
  {
    name: 'an undo that broke off, after which others came',
    of: replaced,
    now: { used: [segment(1, 'c')], unused: ids([...old, ...fresh]), begun: true },
    reason: /put 1 other segment/,
  },
]
for (const { name, of, now, reason } of cases)
  t.test(`${reason ? 'refuses to take back' : 'takes back'} ${name}`, async (t) => {
    const judged = judgeBySegments(of, { used: [], unused: new Set(), begun: false, ...now })
    if (reason) t.match(judged, { reason })
    else
      t.same(judged, {
        takesOut: of.facts.published,
        bringsBack: of.mode === 'append' ? [] : of.facts.held?.segments,
      })
  })
