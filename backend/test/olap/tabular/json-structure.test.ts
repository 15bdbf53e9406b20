import t from 'tap'
import { mergeStructures, type Structure } from '../../../src/olap/tabular/json-structure.ts'

const cases: readonly (readonly [what: string, one: Structure, other: Structure, both: Structure])[] = [
  ['fields of either side stay', { a: 'VARCHAR' }, { b: 'UBIGINT' }, { a: 'VARCHAR', b: 'UBIGINT' }],
  ['nothing gives way to something', { a: 'NULL' }, { a: { b: 'DOUBLE' } }, { a: { b: 'DOUBLE' } }],
  ['nested fields are merged', { a: { b: 'UBIGINT' } }, { a: { c: 'UBIGINT' } }, { a: { b: 'UBIGINT', c: 'UBIGINT' } }],
  ['two kinds of values are read as text', { a: 'UBIGINT' }, { a: 'BOOLEAN' }, { a: 'VARCHAR' }],
  ['an object and a value stay JSON', { a: { b: 'UBIGINT' } }, { a: 'UBIGINT' }, { a: 'JSON' }],
  ['a list and a value stay JSON', { a: ['UBIGINT'] }, { a: 'UBIGINT' }, { a: 'JSON' }],
  ['an object and a list of values are no list of objects', { a: 'UBIGINT' }, ['UBIGINT'], 'JSON'],
]

for (const [what, one, other, both] of cases)
  t.test(what, async (t) => {
    t.same(mergeStructures(one, other), both)
    t.same(mergeStructures(other, one), both)
  })
