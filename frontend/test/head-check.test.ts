import t from 'tap'
import { checkHead, headBytes } from '../src/ingest/head-check.ts'

const text = (content: string) => new TextEncoder().encode(content)
const check = (name: string, head: Uint8Array, bytes = head.length, limit?: number) =>
  checkHead({ name, bytes, head }, limit)
const table = text('branch,amount\nNairobi,12\n')

t.test('accepts what a table may be', async (t) => {
  const utf16 = new Uint8Array([0xff, 0xfe, ...[...text('a,b\n1,2\n')].flatMap((byte) => [byte, 0])])
  const noMark = new Uint8Array([...text('a,b\n1,2\n')].flatMap((byte) => [byte, 0]))
  const cases: readonly [string, Uint8Array, string][] = [
    ['sales.csv', table, 'delimited'],
    ['sales.txt', text('a\tb\r\n1\t2'), 'delimited'],
    ['sales', text('a;b\n1;2'), 'delimited'],
    ['latin.csv', new Uint8Array([...text('name\nCaf'), 0xe9, 10]), 'delimited'],
    ['wide.csv', utf16, 'delimited'],
    ['unmarked.csv', noMark, 'delimited'],
    ['one.json', text('{"a":1}'), 'json'],
    ['list.json', text('\uFEFF [{"a":1}]'), 'json'],
    ['lines.ndjson', text('{"a":1}\n{"a":2}'), 'json'],
    ['t.parquet', text('PAR1xxxx'), 'parquet'],
    ['t.csv.gz', new Uint8Array([0x1f, 0x8b, 8, 0]), 'gzip'],
    ['t.csv.zst', new Uint8Array([0x28, 0xb5, 0x2f, 0xfd]), 'zstd'],
    ['t.xlsx', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]), 'xlsx'],
    ['renamed.zip', new Uint8Array([0x50, 0x4b, 3, 4, ...text('....[Content_Types].xml')]), 'xlsx'],
  ]
  for (const [name, head, format] of cases) t.same(check(name, head), { kind: 'accepted', format }, name)
})

t.test('refuses with a cause that names what it is', async (t) => {
  const cases: readonly [string, Uint8Array, RegExp][] = [
    ['empty.csv', text(''), /empty/],
    ['blank.csv', text('  \n \n'), /blank/],
    ['header.csv', text('a,b,c\n'), /one line only/],
    ['junk.csv', new Uint8Array([1, 2, 0, 4, 200, 0, 17, 18]), /binary/],
    ['old.xls', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0]), /old Excel/],
    ['doc.pdf', text('%PDF-1.7'), /PDF/],
    ['photo.csv', new Uint8Array([0x89, 0x50, 0x4e, 0x47]), /picture/],
    ['data.zip', new Uint8Array([0x50, 0x4b, 3, 4, ...text('a.csv')]), /ZIP/],
    ['page.csv', text('<!doctype html>\n<html>'), /web page/],
    ['fake.xlsx', table, /name says \.xlsx/],
    ['fake.parquet', table, /not Parquet/],
    ['fake.csv.gz', table, /not gzip/],
  ]
  for (const [name, head, cause] of cases) {
    const result = check(name, head)
    t.equal(result.kind, 'refused', name)
    if (result.kind === 'refused') {
      t.match(result.cause, cause, name)
      t.ok(result.remedy.length > 10, `${name} has a remedy`)
    }
  }
})

t.test('says both sizes when a file is too large', async (t) => {
  const result = check('big.csv', table, 11 * 1024 ** 3)
  t.match(result, { kind: 'refused', cause: /11\.8 GB; the limit is 10\.7 GB/ })
})

t.test('a first line longer than the head is no reason to refuse', async (t) => {
  t.equal(check('wide.csv', new Uint8Array(headBytes).fill(97), headBytes * 3).kind, 'accepted')
})
