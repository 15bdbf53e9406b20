import { FormulaError, parseFormula, query, resolveFormula } from '@nemeton/contract'
import t from 'tap'
import { compile } from '../../src/olap/compile.ts'
import { evaluateFormula } from '../../src/olap/formula.ts'
import { sales } from './queries.ts'

const values = new Map<string, number | null>([
  ['a', 6],
  ['b', 4],
  ['zero', 0],
  ['none', null],
  ['net sales (€)', 10],
  ['x]y', 3],
])
const calculated: readonly [formula: string, result: number | null][] = [
  ['1', 1],
  ['a', 6],
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['8 - 3 - 2', 3],
  ['8 / 4 / 2', 1],
  ['8 / (4 / 2)', 4],
  ['-a + b', -2],
  ['- -a', 6],
  ['a * -b', -24],
  ['+a', 6],
  ['a-b', 2],
  ['a-1', 5],
  ['1e3 + .5', 1000.5],
  ['[net sales (€)] / [a]', 10 / 6],
  ['[x]]y]', 3],
  ['  a\t/\nb ', 1.5],
  ['a / zero', null],
  ['a / (b - 4)', null],
  ['a + none', null],
  ['(a - b) / (a + b) * 100', 20],
]
for (const [formula, result] of calculated)
  t.test(`calculates ${JSON.stringify(formula)}`, async (t) =>
    t.equal(
      evaluateFormula(parseFormula(formula), (name) => values.get(name) ?? null),
      result,
    ),
  )

const unreadable: readonly [formula: string, at: number, message: RegExp][] = [
  ['', 0, /expected a number, the name of a measure or "\(" at character 1, but the formula ends/],
  ['a +', 3, /at character 4, but the formula ends/],
  ['a b', 2, /expected one of \+ - \* \/ or the end at character 3, but found "b"/],
  ['(a', 2, /expected "\)" for the "\(" at character 1.*at character 3, but the formula ends/],
  ['a)', 1, /but found "\)"/],
  ['a * / b', 4, /expected a number.*found "\/"/],
  ['a; DROP', 1, /";" at character 2 has no meaning here/],
  ["a'", 1, /"'" at character 2/],
  ['a ^ b', 2, /"\^"/],
  ['  [a', 2, /the name that begins at character 3 is empty or has no "\]"/],
  ['[]', 0, /is empty/],
  ['1e999', 0, /too large/],
  [`${'('.repeat(40)}a${')'.repeat(40)}`, 20, /nest deeper than 20/],
]
for (const [formula, at, message] of unreadable)
  t.test(`says where ${JSON.stringify(formula.slice(0, 30))} goes wrong`, async (t) =>
    t.throws(() => parseFormula(formula), { name: 'FormulaError', at, message }),
  )

const measures = [
  { name: 'a', kind: 'count' },
  { name: 'share', kind: 'count', of: 'total' },
  { name: 'f', kind: 'formula', formula: 'g + 1' },
  { name: 'g', kind: 'formula', formula: 'a * h' },
  { name: 'h', kind: 'formula', formula: 'a + f' },
  { name: 'fine', kind: 'formula', formula: 'finer / 2' },
  { name: 'finer', kind: 'formula', formula: '-a' },
  ...Array.from({ length: 20 }, (_, n) => ({
    name: `d${n}`,
    kind: 'formula',
    formula: n === 0 ? 'a' : `d${n - 1} + d${n - 1}`,
  })),
]
t.test('formulas in a formula are written out', async (t) => {
  t.same(resolveFormula('fine + 1', measures), {
    kind: 'binary',
    sign: '+',
    left: {
      kind: 'binary',
      sign: '/',
      left: { kind: 'negative', of: { kind: 'measure', name: 'a', at: 1 } },
      right: { kind: 'number', value: 2 },
    },
    right: { kind: 'number', value: 1 },
  })
})
const unresolved: readonly [formula: string, own: string | undefined, message: RegExp][] = [
  ['b + 1', undefined, /"b" at character 1 is no measure of the query; it has a, share/],
  ['a + f', undefined, /depends on itself: f, then g, then h, then f/],
  ['1 + f', 'f', /"f" at character 5 depends on itself/],
  ['share * 2', undefined, /"share" at character 1 is a share/],
  ['d19', undefined, /more than 500 parts/],
]
for (const [formula, own, message] of unresolved)
  t.test(`refuses ${formula} ${own ? `as ${own}` : ''}`, async (t) => {
    t.throws(() => resolveFormula(formula, measures, own), FormulaError)
    t.throws(() => resolveFormula(formula, measures, own), { message })
  })

const refused: readonly [says: string, measures: object[], message: RegExp][] = [
  ['a formula without one', [{ name: 'f', kind: 'formula' }], /"f" \(formula\) needs a formula/],
  [
    'what is not there',
    [{ name: 'f', kind: 'formula', formula: '1 + x' }],
    /the formula of "f": "x" at character 5 is no measure/,
  ],
  [
    'divisors in divisors',
    [
      { name: 'rows', kind: 'count' },
      { name: 'f', kind: 'formula', formula: '1/(2/(3/(4/(5/(6/rows)))))' },
    ],
    /divisors stand in more than 5 divisors/,
  ],
  [
    'time in arithmetic',
    [
      { name: 'last', kind: 'max', column: '__time' },
      { name: 'f', kind: 'formula', formula: 'last + 1' },
    ],
    /needs numbers, and "last" is a timestamp/,
  ],
]
for (const [says, measures, message] of refused)
  t.test(`a query with ${says} is refused`, async (t) => {
    const asked = query.parse({ datasource: 'sales', interval: '2025-01-01/2026-01-01', measures })
    t.throws(() => compile(asked, sales), { name: 'ProductError', code: 'invalid_query', message })
  })
