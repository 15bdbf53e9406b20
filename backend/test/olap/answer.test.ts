import { query } from '@nemeton/contract'
import t from 'tap'
import { answer } from '../../src/olap/answer.ts'
import type { Compiled } from '../../src/olap/shape.ts'
import type { Content } from '../../src/olap/table.ts'
import { sales } from './queries.ts'

const type = (cell: unknown) =>
  typeof cell === 'number' ? 'BIGINT' : /^\d{4}-/.test(String(cell)) ? 'TIMESTAMP' : 'VARCHAR'
const answered = (names: string[], ...rows: unknown[][]) => [names, (rows[0] ?? []).map(type), ...rows]

/** Plays Druid: what each batch is answered with, in the order of its statements. */
function play(input: object, batches: readonly (readonly unknown[][][])[]): { asked: Compiled[][]; content: Content } {
  const asking = answer(query.parse({ datasource: 'sales', interval: '2025-01-01/2025-03-01', ...input }), sales)
  const asked: Compiled[][] = []
  let step = asking.next()
  for (const batch of batches) {
    if (step.done) throw new Error(`asked ${asked.length} times only`)
    asked.push([...step.value])
    step = asking.next(batch)
  }
  if (!step.done) throw new Error(`asks once more: ${step.value.map(({ sql }) => sql).join('\n')}`)
  return { asked, content: step.value }
}

const rows = { name: 'rows', kind: 'count' } as const
const share = (of: 'total' | 'parent') => ({ name: of, kind: 'count', of })
const branch = (more: object = {}) => ({ column: 'branch', ...more })
const product = (more: object = {}) => ({ column: 'product "x"', ...more })
const months = { column: '__time', bucket: { granularity: 'P1M' }, limit: 12 }

t.test('one split and totals are asked side by side', async (t) => {
  const { asked, content } = play({ splits: [branch({ limit: 1 })], measures: [rows, share('total')], totals: true }, [
    [answered(['branch', 'rows', 'total'], ['a', 6, 6], ['b', 2, 2]), answered(['rows', 'total'], [8, 8])],
  ])
  t.same(
    asked.map((batch) => batch.length),
    [2],
  )
  t.same(content.rows, [['a', 6, 0.75]])
  t.same(content.totals, [null, 8, 1])
  t.same(
    content.columns.map(({ type }) => type),
    ['string', 'long', 'double'],
  )
  t.equal(content.complete, false)
  t.notOk('others' in content)
})

t.test('what a limit leaves out is asked for, never subtracted', async (t) => {
  const people = { name: 'people', kind: 'countDistinct', column: 'quantity', exact: true }
  const { asked, content } = play({ splits: [branch({ limit: 2, other: true })], measures: [people], totals: true }, [
    [answered(['branch', 'people'], [null, 5], ['a', 4], ['b', 3]), answered(['people'], [6])],
    [answered(['people'], [4])],
  ])
  t.match(asked[1]?.[0]?.sql, /where .* AND \(\("branch" NOT IN \(\?\) AND "branch" IS NOT NULL\)\)$/)
  t.same(content.rows, [
    [null, 5],
    ['a', 4],
    [null, 4],
  ])
  t.same(content.others, [{ row: 2, split: 0 }])
  t.same(content.totals, [null, 6])
})

t.test('nothing more is asked where no limit has cut', async (t) => {
  const { content } = play({ splits: [branch({ limit: 2, other: true })], measures: [rows] }, [
    [answered(['branch', 'rows'], ['a', 4], ['b', 3])],
  ])
  t.notOk('others' in content)
  t.equal(content.complete, true)
})

t.test(
  'each level is bounded by the values chosen above it, in their order, and shares are of their parents',
  async (t) => {
    const { asked, content } = play(
      {
        splits: [
          branch({ limit: 2 }),
          product({ limit: 1, orderBy: { column: 'product "x"', direction: 'ascending' } }),
        ],
        measures: [rows, share('parent')],
      },
      [
        [answered(['branch', 'rows', 'parent'], ['b', 8, 8], ['a', 4, 4], ['c', 1, 1])],
        [
          answered(
            ['branch', 'product "x"', 'rows', 'parent', 'place'],
            ['a', 'q', 3, 3, 2],
            ['b', 'p', 2, 2, 1],
            ['b', 'q', 6, 6, 2],
            ['a', 'p', 1, 1, 1],
          ),
        ],
      ],
    )
    t.match(asked[1]?.[0]?.sql, /AND \("branch" IN \(\?, \?\)\) group by 1, 2/)
    t.match(asked[1]?.[0]?.sql, /row_number\(\) over \(partition by "s0" order by "s1" asc\)/)
    t.same(content.rows, [
      ['b', 'p', 2, 0.25],
      ['a', 'p', 1, 0.25],
    ])
    t.equal(content.complete, false)
  },
)

t.test('the rest of a level can be split too', async (t) => {
  const { asked, content } = play({ splits: [branch({ limit: 1, other: true }), months], measures: [rows] }, [
    [answered(['branch', 'rows'], ['a', 8], ['b', 4])],
    [
      answered(
        ['branch', 'rest of branch', '__time', 'rows'],
        ['a', 0, '2025-01-01T00:00:00.000Z', 8],
        [null, 1, '2025-01-01T00:00:00.000Z', 3],
        [null, 1, '2025-02-01T00:00:00.000Z', 2],
      ),
    ],
  ])
  t.match(
    asked[1]?.[0]?.sql,
    /CASE WHEN \("branch" IN \(\?\)\) THEN "branch" END as "s0", CASE WHEN .* THEN 0 ELSE 1 END as "o0"/,
  )
  t.same(content.rows, [
    ['a', '2025-01-01T00:00:00.000Z', 8],
    ['a', '2025-02-01T00:00:00.000Z', 0],
    [null, '2025-01-01T00:00:00.000Z', 3],
    [null, '2025-02-01T00:00:00.000Z', 2],
  ])
  t.same(content.others, [
    { row: 2, split: 0 },
    { row: 3, split: 0 },
  ])
})

t.test('a level in its own order that no limit can cut is not asked for', async (t) => {
  const { asked, content } = play({ splits: [months, branch({ limit: 1 })], measures: [rows] }, [
    [
      answered(
        ['__time', 'branch', 'rows', 'place'],
        ['2025-02-01T00:00:00.000Z', 'b', 9, 1],
        ['2025-01-01T00:00:00.000Z', 'b', 7, 2],
        ['2025-01-01T00:00:00.000Z', 'a', 8, 1],
      ),
    ],
  ])
  t.equal(asked.length, 1)
  t.same(content.rows, [
    ['2025-01-01T00:00:00.000Z', 'a', 8],
    ['2025-02-01T00:00:00.000Z', 'b', 9],
  ])
})

t.test('a change between shares is of the shares', async (t) => {
  const cells = (now: number, before: number) => [now, before, now - before, (now - before) / before]
  const names = ['total', 'total before', 'total change', 'total percent']
  const { content } = play(
    {
      interval: '2025-02-01/2025-03-01',
      compare: { shift: 'P1M' },
      splits: [branch()],
      measures: [share('total')],
    },
    [[answered(['branch', ...names], ['a', ...cells(3, 1)], ['b', ...cells(1, 3)]), answered(names, cells(4, 4))]],
  )
  t.same(content.rows, [
    ['a', 0.75, 0.25, 0.5, 2],
    ['b', 0.25, 0.75, -0.5, -2 / 3],
  ])
  t.same(
    content.columns.slice(1).map(({ measure, value }) => `${measure} ${value}`),
    ['total now', 'total before', 'total delta', 'total percent'],
  )
})

t.test('what is wrong on the last level is said before anything is asked', async (t) => {
  const input = { splits: [branch(), product()], measures: [rows, { name: 's', kind: 'sum', column: 'branch' }] }
  t.throws(() => play(input, []), { code: 'invalid_query', message: /needs a number/ })
})

const refused: readonly [says: string, orderBy: object, message: RegExp][] = [
  ['a change without a comparison', { measure: 'rows', by: 'delta' }, /needs a comparison/],
]
for (const [says, orderBy, message] of refused)
  t.test(`refuses an order by ${says}`, async (t) => {
    const split = branch({ orderBy: { direction: 'descending', ...orderBy } })
    t.throws(() => play({ splits: [split], measures: [rows] }, []), { code: 'invalid_query', message })
  })
t.test('refuses an order by the change of a share', async (t) => {
  const split = branch({ orderBy: { direction: 'descending', measure: 'total', by: 'delta' } })
  t.throws(() => play({ splits: [split], measures: [share('total')], compare: { shift: 'P1M' } }, []), {
    message: /is a share, whose change cannot be ordered by/,
  })
})

t.test('pages of raw rows follow each other within an instant too', async (t) => {
  const raw = { columns: ['branch'], limit: 2, skip: 0 }
  const at = '2025-01-05T00:00:00.000Z'
  const page = (names: string[][]) => answered(['branch', '__time'], ...names)
  const first = play({ raw }, [
    [
      page([
        ['a', '2025-01-06T00:00:00.000Z'],
        ['b', at],
        ['c', at],
      ]),
    ],
  ]).content
  t.same(first.rows, [['a'], ['b']])
  t.same(first.columns.length, 1)
  t.same(first.next, { before: '2025-01-05T00:00:00.001Z', skip: 1 })
  const { asked, content } = play({ raw: { ...raw, ...first.next } }, [
    [
      page([
        ['c', at],
        ['d', at],
        ['e', at],
      ]),
    ],
  ])
  t.match(asked[0]?.[0]?.sql, /order by "__time" desc limit \? offset \?$/)
  t.same(asked[0]?.[0]?.parameters.map(({ value }) => value).slice(1), [Date.parse(at) + 1, 3, 1])
  t.same(content.next, { before: '2025-01-05T00:00:00.001Z', skip: 3 })
  t.notOk('next' in play({ raw: { ...raw, ...content.next } }, [[page([['e', at]])]]).content)
})
t.test('raw rows before an instant, without a page', async (t) => {
  const raw = { columns: ['branch'], limit: 2, before: '2025-01-05T00:00:00Z' }
  const { asked, content } = play({ raw }, [[answered(['branch'], ['a'], ['b'], ['c'])]])
  t.same(asked[0]?.[0]?.parameters[1]?.value, Date.parse('2025-01-05'))
  t.notOk('next' in content)
})
