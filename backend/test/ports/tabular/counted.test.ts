import { dirname, join } from 'node:path'
import t from 'tap'
import { openDelimited } from '../../../src/ports/tabular/delimited.ts'
import { type Engine, withEngine } from '../../../src/ports/tabular/engine.ts'
import { countableColumns } from '../../../src/ports/tabular/expect.ts'
import { factsOf } from '../../../src/ports/tabular/facts.ts'
import { settle } from '../../../src/ports/tabular/settling.ts'
import type { Source } from '../../../src/ports/tabular/source.ts'
import { openBench } from './tabular-files.ts'

const bench = await openBench()
t.teardown(() => bench.close())

const signal = new AbortController().signal
const days = (n: number) => `2024-01-${String((n % 28) + 1).padStart(2, '0')}`
const cells: ((n: number) => string)[] = [
  (n) => String(n),
  (n) => `"Product ${n % 400}, boxed"`,
  (n) => (n % 9 === 0 ? '' : String((n * 7) % 53)),
  (n) => (n % 11 === 0 ? 'N/A' : ((n % 700) / 8).toFixed(3)),
  (n) => (n === 90_001 ? 'oops' : n % 13 === 0 ? '""' : String(n % 31)),
  (n) => (n === 150_000 ? '0007' : String(n % 31)),
  days,
  (n) => (n === 170_000 ? '1024-01-01' : days(n)),
  (n) => (n % 5 === 0 ? '"a\nb"' : n % 7 === 0 ? '""' : `k${n % 3}`),
  (n) => ['yes', 'no', '-'][n % 3] as string,
  (n) => (n % 2 === 0 ? '01/02/2024' : '03/02/2024'),
  (n) => ((n * 7919) % 4_999).toFixed(1),
  () => '',
]
const rows = 200_000
const csv = `id,product,few,rate,odd,code,day,far,text,flag,either,spread,nothing\n${Array.from({ length: rows }, (_, n) => cells.map((cell) => cell(n)).join(',')).join('\n')}\n`

const factsIn = async (work: (source: Source) => Source, isTooMuch: (sql: string) => boolean = () => false) => {
  const file = await bench.spooled('counted.csv', csv)
  const asked: string[] = []
  const base = { memoryMb: 200, scratch: join(bench.folder, 'scratch'), folders: [dirname(file.path)] }
  const note = async (sql: string): Promise<void> => {
    asked.push(sql)
    if (isTooMuch(sql)) throw new Error('Out of Memory Error: could not allocate a block')
  }
  return withEngine(base, signal, async (real) => {
    const engine: Engine = {
      rows: async (sql) => {
        await note(sql)
        return real.rows(sql)
      },
      run: async (sql) => {
        await note(sql)
        return real.run(sql)
      },
    }
    const source = work(await openDelimited({ file, encoding: 'utf-8', bom: false }, false, signal))
    const settled = await settle(engine, source, {
      wishes: source.names.map(() => null),
      fixed: false,
      clock: null,
    })
    const columns = await factsOf(engine, source, settled)
    return { source, rows: settled.rows, columns, readings: asked.filter((sql) => sql.includes('read_csv')).length }
  })
}

/** Sums of fractions are added up in another order, and pictures of a share are drawn whole. */
const compared = (columns: Awaited<ReturnType<typeof factsIn>>['columns']) =>
  columns.map(({ histogram, sum, distinct, distinctError: _, examples, tokens, top, ...facts }, index) => ({
    ...facts,
    buckets: histogram.length,
    sum: sum === null ? null : Number(sum.toPrecision(12)),
    distinct: index === 0 ? null : distinct,
    top: index === 0 ? [] : top,
    examples: examples.map(({ value }) => value).sort(),
    tokens: [...tokens].sort((a, b) => a.value.localeCompare(b.value)),
  }))

const counting = await factsIn((source) => source)
const looking = await factsIn((source) => ({ ...source, growth: 9 }))

t.test('counts the cells of columns with few different ones', async (t) => {
  t.same(
    countableColumns(counting.source).map((index) => counting.source.names[index]),
    ['product', 'few', 'rate', 'odd', 'code', 'day', 'far', 'text', 'flag', 'either'],
  )
  t.same(countableColumns(looking.source), [])
  t.ok(counting.readings < looking.readings, 'reads the file less often')
})

t.test('says of counted cells what looking at each row says', async (t) => {
  t.equal(counting.rows, rows)
  t.equal(looking.rows, rows)
  t.same(compared(counting.columns), compared(looking.columns))
})

t.test(
  'looks at each row, and at fewer columns at once, where all together take more memory than there is',
  async (t) => {
    const counts = (sql: string) => sql.includes('TEMP TABLE')
    const manyColumns = (sql: string) => (sql.match(/AS present/g) ?? []).length > 4
    const little = await factsIn(
      (source) => source,
      (sql) => counts(sql) || manyColumns(sql),
    )
    t.equal(little.rows, rows)
    t.same(compared(little.columns), compared(looking.columns))
    await t.rejects(
      factsIn(
        (source) => source,
        (sql) => sql.includes('AS present'),
      ),
      /Out of Memory/,
    )
  },
)

t.test('counts every value in the picture of a column, and nothing else', async (t) => {
  for (const { columns } of [counting, looking])
    for (const { name, histogram, fits } of columns.slice(2, 6)) {
      const drawn = histogram.reduce((sum, bucket) => sum + bucket.count, 0)
      if (histogram.length > 0) t.equal(drawn, fits, name)
    }
})
