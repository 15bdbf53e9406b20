import { type Filter, query } from '@nemeton/contract'
import t from 'tap'
import { filterText } from '../../src/olap/filter-text.ts'
import { questionFacts } from '../../src/olap/question.ts'

const filters: readonly [filter: Filter, text: string][] = [
  [{ kind: 'values', column: 'branch', values: ['Thika', 7, null] }, 'branch is one of "Thika", 7, no value'],
  [{ kind: 'values', column: 'branch', values: ['a "b"'], exclude: true }, 'branch is none of "a \\"b\\""'],
  [{ kind: 'contains', column: 'product', text: 'oil' }, 'product contains "oil" in any case'],
  [{ kind: 'contains', column: 'product', text: 'oil', caseSensitive: true }, 'product contains "oil"'],
  [{ kind: 'regexp', column: 'name', pattern: '^M' }, 'name matches "^M"'],
  [{ kind: 'numberRange', column: 'price', from: 1, to: 2.5 }, 'price is at least 1 and below 2.5'],
  [{ kind: 'numberRange', column: 'price', from: null }, 'price is any number'],
  [{ kind: 'timeInterval', column: '__time', interval: '2024/2025' }, '__time is in 2024/2025'],
  [
    { kind: 'timeRelative', column: '__time', last: 'P1D', to: '2025-01-01T00:00:00Z' },
    '__time is in the P1D before 2025-01-01T00:00:00Z',
  ],
  [
    {
      kind: 'and',
      filters: [
        { kind: 'not', filter: { kind: 'isNull', column: 'a' } },
        { kind: 'or', filters: [] },
      ],
    },
    '(not (a has no value)) and (nothing)',
  ],
  [{ kind: 'and', filters: [] }, 'everything'],
]
for (const [filter, text] of filters)
  t.test(`reads ${JSON.stringify(filter)} as ${text}`, async (t) => t.equal(filterText(filter), text))

t.test('says on one line each what the file answers', async (t) => {
  const asked = query.parse({
    datasource: 'sales',
    relative: { last: 'P1M', to: '2025-03-15T00:00:00Z' },
    timezone: 'Africa/Nairobi',
    filter: { kind: 'values', column: 'branch', values: ['two\nlines'] },
    measures: [{ name: 'rows', kind: 'count' }],
    compare: { shift: 'P1Y' },
  })
  const compiled = { sql: 'SELECT 1\r\nFROM "x"', parameters: [{ type: 'BIGINT' as const, value: 1 }] }
  const facts = questionFacts(asked, { ...compiled, approximate: ['people'] }, Date.UTC(2025, 2, 15))
  t.match(Object.fromEntries(facts), {
    Datasource: 'sales',
    Interval: '2025-02-15T00:00:00.000Z/2025-03-15T00:00:00.000Z',
    'Time zone': 'Africa/Nairobi',
    Filter: 'branch is one of "two\\nlines"',
    'Compared with': 'P1Y before',
    Approximate: 'people',
    SQL: 'SELECT 1 FROM "x"',
    Parameters: '[1]',
    Exported: '2025-03-15T00:00:00.000Z',
  })
  t.same(JSON.parse(Object.fromEntries(facts).Question ?? ''), asked)
  for (const [, text] of facts) t.notMatch(text, /[\r\n]/)
})
