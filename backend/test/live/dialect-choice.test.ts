import { chooseDialect, createIngestion, previewUpload } from '@nemeton/contract'
import iconv from 'iconv-lite'
import t from 'tap'
import { druidSql } from './druid.ts'
import { ask, call, ingest, untilEnded, untilProfiled, upload } from './service.ts'
import { forget, freshName } from './tables.ts'

const nameOf = (what: string) => freshName(`dialect_choice_${what}`)
t.teardown(() => forget(['torn', 'other', 'places', 'lines'].map(nameOf)))

/** Commas and semicolons both make rows of one width. */
const torn = Array.from(
  { length: 40 },
  (_, n) => `2025-03-${String(1 + (n % 28)).padStart(2, '0')};${n},5;shop ${n % 3}`,
)
const content = `day;amount;shop\n${torn.join('\n')}\n`

t.test('reads a file as a person says that it is written, and as guessed again', async (t) => {
  const { id } = await upload({ filename: 'torn.csv', content }, nameOf('torn'))
  const guessed = await untilProfiled(id)
  t.match(guessed, { dialectChoice: null, profile: { dialect: { delimiter: ';' }, rows: 40, columns: { length: 3 } } })
  const changed = await ask(chooseDialect, {
    params: { id },
    body: { dialect: { delimiter: ',', headerRows: 0, preambleRows: 1 } },
  })
  t.same(changed.dialectChoice, { delimiter: ',', headerRows: 0, preambleRows: 1 })
  const read = await untilProfiled(id)
  t.match(read, {
    status: 'ready',
    profile: { dialect: { delimiter: ',', headerRows: 0, preambleRows: 1 }, rows: 40, columns: { length: 2 } },
  })
  const rows = await ask(previewUpload, { params: { id }, query: { rows: 1 } })
  t.same(rows.rows, [['2025-03-01;0', '5;shop 0']])
  const stale = await call(createIngestion, { body: { uploadId: id, plan: guessed.plan ?? undefined } })
  t.match(stale, { status: 422, json: { error: { code: 'invalid_plan', message: /no column/ } } })
  await ask(chooseDialect, { params: { id }, body: { dialect: null } })
  const again = await untilProfiled(id)
  t.same(again.profile, guessed.profile)
  t.equal(again.dialectChoice, null)
})

t.test('loads what a chosen decimal mark and delimiter make of the rows, the encoding too', async (t) => {
  const text = `day|place|n\n2025-01-01|Iași|1,5\n2025-01-02|Târgoviște|2,5\n2025-01-03|Țăndărei|3,5\n`
  const file = { filename: 'places.csv', content: iconv.encode(text, 'iso-8859-16') }
  const { id } = await upload(file, nameOf('places'))
  await untilProfiled(id)
  await ask(chooseDialect, {
    params: { id },
    body: { dialect: { delimiter: '|', encoding: 'iso-8859-16', decimalSeparator: ',' } },
  })
  const read = await untilProfiled(id)
  t.match(read.profile, { encoding: 'iso-8859-16', dialect: { decimalSeparator: ',' }, columns: { length: 3 } })
  const ended = await untilEnded((await ingest(id)).id)
  t.match(ended, { status: 'queryable', rows: { inFile: 3, ingested: 3 } }, JSON.stringify(ended.error))
  t.same(
    (await druidSql(`SELECT "place" FROM "${nameOf('places')}" ORDER BY "__time"`)).map(([place]) => place),
    ['Iași', 'Târgoviște', 'Țăndărei'],
  )
  t.same(await druidSql(`SELECT SUM("n") FROM "${nameOf('places')}"`), [[7.5]])
})

t.test('refuses what says nothing of this file, and leaves it as it was', async (t) => {
  const { id } = await upload({ filename: 'other.csv', content }, nameOf('other'))
  const before = await untilProfiled(id)
  const ask400 = (dialect: object) => call(chooseDialect, { params: { id }, body: { dialect } })
  for (const [dialect, names] of [
    [{ delimiter: '\n' }, /delimiter/],
    [{ delimiter: '' }, /delimiter/],
    [{ quote: '""' }, /quote/],
    [{ delimiter: ';', quote: ';' }, /quote/],
    [{ quote: '"', escape: '!' }, /escape/],
    [{ quote: null, escape: '\\' }, /escape/],
    [{ headerRows: -1 }, /headerRows/],
    [{ preambleRows: 10_000 }, /preambleRows/],
    [{ encoding: 'klingon' }, /encoding/],
    [{ lineEnding: '\r' }, /lineEnding/],
  ] as const)
    t.match(await ask400(dialect), { status: 400, json: { error: { code: 'invalid_request', message: names } } })
  t.match(await ask400({ preambleRows: 41 }), { status: 422, json: { error: { code: 'no_rows' } } })
  t.same(await untilProfiled(id), before)
  const lines = await upload({ filename: 'lines.ndjson', content: '{"at":"2025-01-01","n":1}\n' }, nameOf('lines'))
  await untilProfiled(lines.id)
  t.match(await call(chooseDialect, { params: { id: lines.id }, body: { dialect: { delimiter: ',' } } }), {
    status: 400,
    json: { error: { code: 'invalid_request', message: /no delimited text/ } },
  })
})
