import t from 'tap'
import { createListFinder } from '../../../src/olap/tabular/json-list.ts'

const find = (text: string, size: number) => {
  const bytes = Buffer.from(text)
  const finder = createListFinder()
  for (let at = 0; at < bytes.length; at += size) if (!finder.push(bytes.subarray(at, at + size))) return null
  const list = finder.end()
  return list && { ...list, text: bytes.subarray(list.start, list.end).toString() }
}

const lists: readonly [text: string, path: string, list: string, lines: number, beside: readonly string[]][] = [
  ['{"data":[{"a":1},{"a":2}]}', 'data', '[{"a":1},{"a":2}]', 0, []],
  ['{"count":2,"next":null,"results":[{"a":"]}"}]}\n', 'results', '[{"a":"]}"}]', 0, ['count', 'next']],
  [
    '{\n "meta": {"n": 1},\n "data": {"items": [ {"a": [1, {"b": []}]} ]}\n}',
    'data.items',
    '[ {"a": [1, {"b": []}]} ]',
    2,
    ['meta'],
  ],
  ['\ufeff {"d":[{"a":"\\"[{"}],"x":[1,2],"y":["a"],"z":[]}', 'd', '[{"a":"\\"[{"}]', 0, ['x', 'y', 'z']],
  ['{"z":[[{"a":1}]],"größe":[{"a":"ü"}]}', 'größe', '[{"a":"ü"}]', 0, ['z']],
  ['{"a\\"b":[{"x":1}]}', 'a"b', '[{"x":1}]', 0, []],
  [
    '{"type":"FeatureCollection","features":[{"geometry":{"coordinates":[[1,2]]}}]}',
    'features',
    '[{"geometry":{"coordinates":[[1,2]]}}]',
    0,
    ['type'],
  ],
  ['{"a":{"b":"data"},"data":[\n{}\n]}', 'data', '[\n{}\n]', 0, ['a']],
]
for (const [text, path, list, lines, beside] of lists)
  t.test(`finds "${path}" in ${JSON.stringify(text).slice(0, 60)}, however it is cut`, async (t) => {
    for (const size of [1, 2, 7, 1000])
      t.match(find(text, size), { path: path.split('.'), text: list, lines, beside }, `by ${size}`)
  })

const none: readonly [what: string, text: string][] = [
  ['a list', '[{"a":1}]'],
  ['objects a line', '{"a":[{"b":1}]}\n{"a":[{"b":2}]}\n'],
  ['an object', '{"a":1,"b":{"c":[1,2]}}'],
  ['two lists of objects', '{"a":[{"x":1}],"b":[{"y":1}]}'],
  ['an empty list', '{"data":[]}'],
  ['a list of lists', '{"data":[[1,2],[3,4]]}'],
  ['a list in a list', '{"data":[[{"a":1}]]}'],
  ['an object that is cut', '{"data":[{"a":1},{"a":'],
  ['an object that is not closed', '{"data":[{"a":1}]'],
  ['text', 'a,b\n1,2\n'],
  ['a string', '"{"'],
  ['nothing', ''],
  ['a deep list', `${'{"a":'.repeat(9)}[{"x":1}]${'}'.repeat(9)}`],
]
for (const [what, text] of none)
  t.test(`finds no wrapped list in ${what}`, async (t) => {
    for (const size of [1, 1000]) t.equal(find(text, size), null)
  })

t.test('stops at the end of the first object when more follows', async (t) => {
  const finder = createListFinder()
  t.equal(finder.push(Buffer.from('{"a":[{"b":1}]}\n{')), false)
})
