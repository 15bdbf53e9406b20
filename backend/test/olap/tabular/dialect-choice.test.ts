import { type DialectChoice, dialectChoice } from '@nemeton/contract'
import t from 'tap'
import { sniff } from '../../../src/olap/tabular/dialect.ts'

const torn = 'x,y;z\nu,v;w\nr,s;t\n'

t.test('guesses only what nobody said', (t) => {
  const cases: [string, DialectChoice, object, number][] = [
    [torn, { delimiter: ';' }, { delimiter: ';', headerRows: 1 }, 2],
    [torn, { delimiter: ';', headerRows: 0 }, { delimiter: ';', headerRows: 0 }, 2],
    [torn, { delimiter: '@' }, { delimiter: '@' }, 1],
    ['a,b\n"1,2",3\n"4,5",6\n', { quote: null }, { quote: null, escape: null }, 3],
    ["a,b\n'1,2',3\n'4,5',6\n", { quote: "'" }, { quote: "'", escape: "'" }, 2],
    ['a,b\n"x\\"y",3\n"z",6\n', { escape: '\\' }, { quote: '"', escape: '\\' }, 2],
    ['t\n\na,b\n1,2\n3,4\n', { preambleRows: 2 }, { preambleRows: 2, headerRows: 0 }, 2],
    ['a;b\n1.234;5\n2.345;6\n', { decimalSeparator: ',' }, { delimiter: ';', decimalSeparator: ',' }, 2],
  ]
  for (const [text, wish, wanted, width] of cases) {
    t.same(dialectChoice.parse(wish), wish)
    const found = sniff(text, true, wish)
    t.match(found.dialect, wanted, JSON.stringify(wish))
    t.equal(found.width, width, JSON.stringify(wish))
  }
  t.end()
})

t.test('has no doubt about a delimiter that was chosen', (t) => {
  t.match(sniff(torn, true, { delimiter: ';' }), { confidence: 1, runnerUp: null })
  t.not(sniff(torn).runnerUp, null)
  t.end()
})
