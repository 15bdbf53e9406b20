import t from 'tap'
import { normalize, shown } from '../../../src/olap/tabular/normalize.ts'
import { widen } from '../../../src/olap/tabular/settle.ts'
import { inferRules, type Rule } from '../../../src/olap/tabular/types.ts'

const told = (rules: readonly Rule[]): string =>
  rules
    .map((rule) => {
      if (rule.type === 'timestamp') return `time ${rule.format}`
      if (rule.type === 'long' || rule.type === 'double')
        return rule.style === null ? rule.type : `${rule.type} ${rule.style.grouping}${rule.style.decimal}`
      return rule.type
    })
    .join(' | ')
const infer = (values: string[], name = 'n', decimal: '.' | ',' = '.'): string =>
  told(inferRules(values, { name, decimal }))

t.test('finds the narrowest type that all values allow', (t) => {
  const cases: [string, string[], string][] = [
    ['whole numbers', ['1', '-2', '0'], 'long'],
    ['the largest long', ['9223372036854775807', '-9223372036854775808'], 'long'],
    ['beyond a long', ['9223372036854775808', '1'], 'string'],
    ['fractions', ['1.5', '.25', '3', '1e5', '-0.1'], 'double'],
    ['leading zeros', ['00123', '12345'], 'string'],
    ['a plus sign', ['+254700123', '+254711'], 'string'],
    ['telephone numbers', ['020-345-678', '0700 123 456'], 'string'],
    ['null tokens among numbers', ['NA', '1', 'N/A', '-', 'null', '#N/A', '\\N'], 'long'],
    ['only null tokens', ['NA', ''], 'string'],
    ['booleans', ['TRUE', 'FALSE', ''], 'boolean'],
    ['one boolean word', ['true'], 'boolean'],
    ['yes and no', ['yes', 'No'], 'boolean'],
    ['only N is a word', ['N', 'N'], 'string'],
    ['F and M are no booleans', ['F', 'M'], 'string'],
    ['0 and 1 are numbers', ['0', '1'], 'long'],
    ['thousands', ['1,234', '56', '7,890,123'], 'long ,.'],
    ['currency and accounting', ['$1,234.50', '($3.00)', '-$2'], 'double ,.'],
    ['percent', ['12%', '3.5 %'], 'double .'],
    ['a range is text', ['1-2', '3-4'], 'string'],
    ['text', ['a', '1'], 'string'],
    ['hexadecimal', ['0x1F', '0x2A'], 'string'],
    ['an underscore', ['1_000', '2_000'], 'string'],
  ]
  for (const [name, values, wanted] of cases) t.equal(infer(values), wanted, name)
  t.equal(infer(['1.234,5', '2,25'], 'n', ','), 'double .,')
  t.equal(infer(['1.234', '12.345'], 'n', ','), 'long .,')
  t.equal(infer(['1 234,5', '2,25'], 'n', ','), 'double  ,')
  t.end()
})

t.test('finds times, and numbers that are times by their name and range', (t) => {
  const cases: [string[], string, string][] = [
    [['2024-01-31', '2024-02-01'], 'd', 'time yyyy-MM-dd'],
    [['2024-01-31T10:00:00Z', '2024-02-01T10:00:00.123Z'], 'd', 'time iso'],
    [['2024-01-31T10:00:00+02:00'], 'd', 'time iso'],
    [['2024-01-31 10:00:00'], 'd', 'time yyyy-MM-dd HH:mm:ss'],
    [['2024-01-31 10:00:00', '2024-01-31 10:00'], 'd', 'time auto'],
    [['31/01/2024', '01/02/2024'], 'd', 'time dd/MM/yyyy'],
    [['1/31/24', '2/1/24'], 'd', 'time M/d/yy'],
    [['01/02/2024', '03/04/2024'], 'd', 'time dd/MM/yyyy | time MM/dd/yyyy'],
    [['31.12.2024 14:05', '1.1.2025 9:30'], 'd', 'time d.M.yyyy H:mm'],
    [['1/31/2024 2:05:00 PM'], 'd', 'time M/d/yyyy h:mm:ss a'],
    [['Jan 1 2000', 'Feb 12 2000'], 'd', 'time MMM d yyyy'],
    [['January 1, 2000'], 'd', 'time MMMM d, yyyy'],
    [['10/Oct/2000:13:55:36 -0700'], 'd', 'time d/MMM/yyyy:HH:mm:ss ZZ'],
    [['2024-01', '2024-02'], 'd', 'time yyyy-MM'],
    [['20240131', '20240201', '20240202'], 'd', 'time yyyyMMdd'],
    [['2024-W05', '2024-W06'], 'w', "time xxxx-'W'ww"],
    [['2024-W05-3'], 'w', "time xxxx-'W'ww-e"],
    [['2024-Q1', '2024-Q4'], 'q', "time yyyy-'Q'Q"],
    [['Q1 2024'], 'q', "time 'Q'Q yyyy"],
    [['2024Q1'], 'q', "time yyyy'Q'Q"],
    [['2024-Q5', '2024-W54'], 'q', 'string'],
    [['2024-01-31T10:00:00.123456789Z'], 'd', 'time iso'],
    [['1704067200', '1704067201'], 'created_at', 'time posix'],
    [['1704067200', '1704067201'], 'account', 'long'],
    [['1704067200.5', '1704067201.25'], 'ts', 'time posix'],
    [['1704067200000', '1704067201000'], 'x', 'time millis'],
    [['1704067200000000', '1704067201000000'], 'x', 'time micro'],
    [['1704067200000000000', '1704067201000000000'], 'x', 'time nano'],
    [['2023', '2024'], 'year', 'long'],
    [['2024-13-01', '2024-02-30'], 'd', 'string'],
    [['Day', 'Night'], 'Time of day', 'string'],
  ]
  for (const [values, name, wanted] of cases) t.equal(infer(values, name), wanted, `${values[0]}`)
  t.end()
})

t.test('widens a rule no more than the odd values ask for', (t) => {
  const long: Rule = { type: 'long', style: null }
  const of = (rule: Rule, odd: string[], misfits = odd.length, values = 100, name = 'n') =>
    told([
      widen(rule, { values, misfits, examples: odd.map((value) => ({ value, count: 1 })) }, { name, decimal: '.' }),
    ])
  t.equal(of(long, []), 'long')
  t.equal(of(long, ['1.5', '2.5']), 'double')
  t.equal(of(long, ['x']), 'string')
  t.equal(of(long, ['x'], 1, 10_000), 'long', 'one odd value among many leaves the type alone')
  t.equal(of(long, ['A12'], 1, 10_000, 'customer_id'), 'string', 'but not where it names things')
  t.equal(of(long, ['007', '008']), 'string')
  t.equal(of(long, ['1,234']), 'long ,.')
  t.equal(of({ type: 'double', style: null }, ['1,234.5']), 'double ,.')
  t.equal(of({ type: 'double', style: null }, ['inf?']), 'string')
  const [time] = inferRules(['2024-01-01'], { name: 'd', decimal: '.' })
  t.equal(of(time as Rule, ['2024-01-01T10:00:00Z']), 'time iso')
  t.equal(of(time as Rule, ['01/02/2024'], 50), 'string')
  t.end()
})

t.test('writes values for Druid without changing them', (t) => {
  const cases: [string | null, Rule, unknown][] = [
    ['x ', { type: 'string' }, 'x '],
    [null, { type: 'string' }, null],
    ['', { type: 'string' }, ''],
    ['NA', { type: 'string' }, 'NA'],
    [' 42 ', { type: 'long', style: null }, 42],
    ['9007199254740993', { type: 'long', style: null }, '9007199254740993'],
    ['NA', { type: 'long', style: null }, null],
    ['x', { type: 'long', style: null }, { misfit: 'x' }],
    ['1.5', { type: 'long', style: null }, { misfit: '1.5' }],
    ['(1.234,5 €)', { type: 'double', style: { decimal: ',', grouping: '.' } }, -1234.5],
    ['KES 1,200', { type: 'long', style: { decimal: '.', grouping: ',' } }, 1200],
    ['1e400', { type: 'double', style: null }, { misfit: '1e400' }],
    ['TRUE', { type: 'boolean', yes: ['TRUE'], no: ['FALSE'] }, 1],
  ]
  for (const [cell, rule, wanted] of cases) t.same(normalize(cell, rule), wanted, `${cell}`)
  t.equal(
    shown('31.12.2024', { type: 'timestamp', format: 'dd.MM.yyyy', patterns: ['dd.MM.yyyy'], epoch: null }),
    '2024-12-31T00:00:00.000Z',
  )
  t.end()
})
