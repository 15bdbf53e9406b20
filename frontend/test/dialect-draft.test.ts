import type { DialectChoice, Profile } from '@nemeton/contract'
import t from 'tap'
import { choiceOf, type DialectDraft, draftOf } from '../src/ingest/dialect-draft.ts'
import { dialectSentence } from '../src/ingest/dialect-words.ts'

const dialect = {
  delimiter: ';',
  quote: '"',
  escape: '"',
  headerRows: 1,
  preambleRows: 0,
  lineEnding: '\n' as const,
  decimalSeparator: ',' as const,
}
const shown = draftOf({ dialect, encoding: 'us-ascii' } as Profile)

t.test('sends what was touched, beside what was chosen before', async (t) => {
  const cases: [DialectChoice | null, Partial<DialectDraft>, DialectChoice][] = [
    [null, {}, {}],
    [null, { delimiter: ',' }, { delimiter: ',' }],
    [{ headerRows: 0 }, { delimiter: ',' }, { headerRows: 0, delimiter: ',' }],
    [null, { quote: "'" }, { quote: "'" }],
    [null, { quote: '' }, { quote: null }],
    [null, { escape: 'backslash' }, { quote: '"', escape: '\\' }],
    [
      { quote: '"', escape: '\\' },
      { quote: "'", escape: 'backslash' },
      { quote: "'", escape: '\\' },
    ],
    [{ quote: '"', escape: '\\' }, { quote: '' }, { quote: null }],
    [null, { headerRows: '2', preambleRows: '3' }, { headerRows: 2, preambleRows: 3 }],
    [null, { encoding: 'koi8-r', decimalSeparator: '.' }, { encoding: 'koi8-r', decimalSeparator: '.' }],
  ]
  for (const [before, part, choice] of cases) t.same(choiceOf(before, shown, { ...shown, ...part }), { choice })
})

t.test('names the field that cannot be so', async (t) => {
  const problem = (part: Partial<DialectDraft>) => choiceOf(null, shown, { ...shown, ...part })
  t.match(problem({ delimiter: '' }), { problem: /^Cells are split at: / })
  t.match(problem({ delimiter: '"' }), { problem: /no quote/ })
  t.match(problem({ headerRows: '1.5' }), { problem: /^Rows of names: / })
  t.match(problem({ preambleRows: '-1' }), { problem: /^Rows above them: / })
})

t.test('says in one sentence how a text is read', async (t) => {
  t.equal(
    dialectSentence(dialect, 'utf-8'),
    'Split at semicolons, quoted with ", names in one row, decimal comma, utf-8.',
  )
  t.equal(
    dialectSentence(
      { ...dialect, delimiter: '||', quote: null, escape: null, headerRows: 0, preambleRows: 2, decimalSeparator: '.' },
      'koi8-r',
    ),
    'Split at "||", no quotes, no names below 2 others, koi8-r.',
  )
})
