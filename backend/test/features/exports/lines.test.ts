import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Row, TableColumn } from '@nemeton/contract'
import t from 'tap'
import { csvPieces, ndjsonPieces } from '../../../src/features/exports/lines.ts'

const columns: TableColumn[] = [
  { name: '=shop', type: 'string' },
  { name: '__proto__', type: 'long' },
]
const rows = () => ({
  columns,
  batches: (async function* (): AsyncGenerator<readonly Row[]> {
    yield [['=1+1', 1]]
    yield []
    yield [
      ['a "b", c', null],
      ['two\nlines', -2],
    ]
  })(),
})
const whole = (pieces: AsyncGenerator<string>) => text(Readable.from(pieces))

t.test('CSV has its facts before the names, and no cell that runs', async (t) => {
  const body = `'=shop,__proto__\n'=1+1,1\n"a ""b"", c",\n"two\nlines",-2\n`
  t.equal(await whole(csvPieces(rows(), [])), body)
  t.equal(await whole(csvPieces(rows(), [['Filter', 'none']])), `# Filter: none\n${body}`)
})

t.test('NDJSON has its facts in one object of their own, and texts as they are', async (t) => {
  const lines = (await whole(ndjsonPieces(rows(), [['Filter', 'none']]))).split('\n')
  t.equal(lines.pop(), '')
  t.same(JSON.parse(lines.shift() ?? ''), { '#': { Filter: 'none' } })
  t.same(
    lines.map((line) => Object.entries(JSON.parse(line) as object)),
    [
      [
        ['=shop', '=1+1'],
        ['__proto__', 1],
      ],
      [
        ['=shop', 'a "b", c'],
        ['__proto__', null],
      ],
      [
        ['=shop', 'two\nlines'],
        ['__proto__', -2],
      ],
    ],
  )
  t.equal((await whole(ndjsonPieces(rows(), []))).split('\n').length, 4)
})
