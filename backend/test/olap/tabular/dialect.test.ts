import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import t from 'tap'
import { sniff } from '../../../src/olap/tabular/dialect.ts'
import { encodingOf } from '../../../src/olap/tabular/encoding.ts'
import { makeTable, random, type Way, writeTable } from './made-tables.ts'

t.test('reads the dialect of small texts', (t) => {
  const cases: [string, Partial<ReturnType<typeof sniff>['dialect']>][] = [
    ['a,b\n1,2\n3,4\n', { delimiter: ',', headerRows: 1, preambleRows: 0, lineEnding: '\n', decimalSeparator: '.' }],
    ['a;b\n1,5;2\n3,25;4\n', { delimiter: ';', decimalSeparator: ',' }],
    ['a\tb\r\n1,000\t2\r\n3,000\t4\r\n', { delimiter: '\t', lineEnding: '\r\n', decimalSeparator: '.' }],
    ['a|b|c\r1|2|3\r4|5|6\r', { delimiter: '|', lineEnding: '\r' }],
    ["id,name\n1,'x, y'\n2,'it''s, z'\n", { delimiter: ',', quote: "'", escape: "'" }],
    ['id,name\n1,"say \\"x, y\\""\n2,"it, z"\n', { delimiter: ',', quote: '"', escape: '\\' }],
    ['1,2\n3,4\n', { headerRows: 0 }],
    ['Report\n\na,b,c\n1,2,3\n4,5,6\n', { preambleRows: 1, headerRows: 1 }],
    ['# made by us\n# do not edit\na,b,c\n1,2,3\n4,5,6\n', { preambleRows: 2, headerRows: 1 }],
    ['Sales,,\nregion,units,value\nA,1,2\nB,3,4\nC,5,6\n', { preambleRows: 1, headerRows: 1 }],
    ['2023,,2024,\nunits,value,units,value\n1,2,3,4\n5,6,7,8\n1,2,3,4\n5,6,7,8\n', { headerRows: 2 }],
    ['region,2021,2022,2023\nA,1,2,3\nB,4,5,6\n', { headerRows: 1 }],
    ['name,city\nAnn,Oslo\nBob,Bergen\nCy,Oslo\n', { headerRows: 1 }],
    ['just one column\nof text\n', { delimiter: ',' }],
    ['x  10   20\ny   1    2\nzz 100   3\n', { delimiter: ' ' }],
    ['a::b\n1::2\n3::4\n', { delimiter: '::' }],
  ]
  for (const [text, wanted] of cases) t.match(sniff(text).dialect, wanted, JSON.stringify(text))
  t.end()
})

t.test('never fails, whatever the text', (t) => {
  const next = random(7)
  const alphabet = ',;\t|"\'\\ \r\n\u0000aé1.#{}[]:'
  for (let n = 0; n < 400; n++) {
    const text = Array.from(
      { length: Math.floor(next() * 200) },
      () => alphabet[Math.floor(next() * alphabet.length)],
    ).join('')
    const begin = performance.now()
    sniff(text, n % 2 === 0)
    if (performance.now() - begin > 2_000) t.fail(`slow: ${JSON.stringify(text)}`)
  }
  t.pass('400 random texts')
  t.end()
})

const ways: [string, Pick<Way, 'quote' | 'escape'>][] = [
  ['doubled "', { quote: '"', escape: '"' }],
  ["doubled '", { quote: "'", escape: "'" }],
  ['backslash', { quote: '"', escape: '\\' }],
  ['no quotes', { quote: null, escape: null }],
]

t.test('recognises made tables: 97 % of each family', (t) => {
  const families = new Map<string, { right: number; all: number }>()
  const count = (family: string, right: boolean): void => {
    const row = families.get(family) ?? { right: 0, all: 0 }
    families.set(family, { right: row.right + (right ? 1 : 0), all: row.all + 1 })
  }
  for (const [n, delimiter] of [',', ';', '\t', '|', ':', ' ', '^', '~', '||', '::'].entries()) {
    for (const [kind, quoting] of ways) {
      for (let seed = 1; seed <= 40; seed++) {
        const next = random(seed * 31 + n)
        const lineEnding = (['\n', '\r\n', '\r'] as const)[seed % 3] as Way['lineEnding']
        const way: Way = { ...quoting, delimiter, lineEnding }
        const made = makeTable(seed * 17 + n)
        const table = writeTable([made.header, ...made.rows], way, next() < 0.3)
        const shape = ['plain', 'preamble', 'footer'][Math.floor(next() * 3)] as string
        const text =
          shape === 'preamble'
            ? `Report of sales${lineEnding}made 2024-03-01${lineEnding}${table}`
            : shape === 'footer'
              ? `${table}Total of all rows${lineEnding}`
              : table
        const { dialect } = sniff(text)
        const quoted =
          quoting.quote !== null &&
          table.includes(quoting.quote) &&
          made.rows.some((row) => row.some((cell) => cell?.includes(delimiter) || cell?.includes(quoting.quote ?? '')))
        const right =
          dialect.delimiter === delimiter &&
          dialect.lineEnding === lineEnding &&
          (!quoted || dialect.quote === quoting.quote) &&
          (!(quoting.escape === '\\' && table.includes('\\"')) || dialect.escape === '\\')
        count(`delimiter ${JSON.stringify(delimiter)}`, right)
        count(kind, right)
        count(`line ending ${JSON.stringify(lineEnding)}`, right)
        count(shape, right && (shape !== 'preamble' || dialect.preambleRows === 2))
      }
    }
  }
  for (const [family, { right, all }] of families)
    t.ok(right >= all * (family === 'preamble' ? 0.93 : 0.97), `${family}: ${right} of ${all}`)
  t.end()
})

const corpus = process.env.CORPUS_DIR
t.test(
  'reads the annotated files: 97 % of them',
  { skip: corpus === undefined ? 'SKIPPED: CORPUS_DIR is not set, the annotated files were not read' : false },
  (t) => {
    const folder = join(corpus ?? '', 'csv-dialect-dev')
    const annotations: Record<string, { delimiter: string; quotechar: string | null; escapechar: string | null }> =
      JSON.parse(readFileSync(join(folder, 'annotations.json'), 'utf8'))
    let right = 0
    for (const [name, truth] of Object.entries(annotations)) {
      const bytes = readFileSync(join(folder, name))
      const encoding = encodingOf(bytes).name ?? 'utf-8'
      const text = iconv.decode(bytes, encoding === 'us-ascii' ? 'utf-8' : encoding)
      const begin = performance.now()
      const { dialect } = sniff(text.slice(0, 262_144), text.length <= 262_144)
      t.ok(performance.now() - begin < 2_000, `${name} is read in time`)
      const quote = truth.quotechar === null || !text.includes(truth.quotechar) || dialect.quote === truth.quotechar
      const escaping = (truth.escapechar === '\\') === (dialect.escape === '\\')
      if (dialect.delimiter === truth.delimiter && quote && escaping) right++
      else t.comment(`${name}: ${JSON.stringify(truth)} read as ${JSON.stringify(dialect)}`)
    }
    const all = Object.keys(annotations).length
    t.ok(right >= all * 0.97, `${right} of ${all} dialects`)
    t.end()
  },
)
