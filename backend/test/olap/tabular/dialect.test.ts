import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import t from 'tap'
import { sniff } from '../../../src/olap/tabular/dialect.ts'
import { encodingOf } from '../../../src/olap/tabular/encoding.ts'
import { missOf } from './made-file-truth.ts'
import { families } from './made-files.ts'
import { random } from './made-tables.ts'

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

t.test('recognises made files: 97 % of each family', async (t) => {
  for (const [name, make] of Object.entries(families)) {
    const misses: string[] = []
    const files = 60
    for (let seed = 1; seed <= files; seed++) misses.push(...missOf(make(seed)).map((miss) => `${seed}: ${miss}`))
    const wrong = new Set(misses.map((miss) => miss.split(':')[0])).size
    t.ok(wrong <= files * 0.03, `${name}: ${files - wrong} of ${files}${wrong > 0 ? ` (${misses.join('; ')})` : ''}`)
  }
})

t.test('is sure of a plain table, and names the rival of one that can be read in two ways', async (t) => {
  const plain = sniff('day,city,amount\n2024-01-02,Oslo,3\n2024-01-03,Bergen,4\n2024-01-04,Oslo,5\n')
  t.ok(plain.confidence > 0.5, `${plain.confidence}`)
  const torn = sniff('a,b;c\nx,y;z\nu,v;w\nr,s;t\n')
  t.ok(torn.confidence < plain.confidence, `${torn.confidence}`)
  t.same([torn.dialect.delimiter, torn.runnerUp?.delimiter].sort(), [',', ';'])
  const single = sniff('name\nAnn\nBob\n')
  t.same([single.confidence, single.runnerUp], [1, null])
})

t.test('tells footers and comments from rows', async (t) => {
  const rows = 'region,units,value\nA,1,2\nB,3,4\nC,5,6\n'
  const cases: [string, string, Partial<ReturnType<typeof sniff>['dialect']>][] = [
    ['a note', `${rows}Source: the till\n`, { footerRows: 1 }],
    ['a total with sums', `${rows}Total,9,12\n`, { footerRows: 1 }],
    ['a total and notes', `${rows}\nTotal,9,12\n* preliminary\n`, { footerRows: 2 }],
    ['a region called Total', `${rows}Total,2,3\n`, { footerRows: undefined }],
    ['a row that was cut', `${rows}D,7\n`, { footerRows: undefined }],
    ['a file that was cut', `${rows}Dover Town`, { footerRows: 1 }],
    ['a comment', 'region,units,value\nA,1,2\n# moved, see log\nB,3,4\nC,5,6\n', { comment: '#' }],
    ['a comment by slashes', 'region,units,value\nA,1,2\n// moved\nB,3,4\nC,5,6\n', { comment: '//' }],
    ['values that begin with #', 'id,units\n#1,2\n#2,4\n#3,6\n', { comment: undefined }],
    ['a header that begins with #', '#id,units\n1,2\n2,4\n3,6\n', { headerRows: 1, preambleRows: 0 }],
  ]
  for (const [name, text, wanted] of cases) {
    const { dialect } = sniff(text)
    for (const [key, value] of Object.entries(wanted)) t.equal(dialect[key as keyof typeof dialect], value, name)
  }
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
