import type { Ingestion, Upload } from '@nemeton/contract'
import t from 'tap'
import type { Transfer } from '../src/api/transfers.ts'
import { formatPlace } from '../src/format/number.ts'
import { batchOf, groupsOf, sharedDatasource, summaryOf } from '../src/ingest/batch.ts'
import { historyOf } from '../src/ingest/history.ts'

const column = (name: string, type: string, nulls = 0) => ({ name, type, nulls })
const upload = (id: string, more: object = {}, columns = [column('at', 'timestamp'), column('n', 'long')]) =>
  ({
    id,
    filename: `${id}.csv`,
    datasource: id,
    bytes: 10,
    status: 'ready',
    duplicateOf: null,
    createdAt: '2025-01-01T00:00:00Z',
    profile: { format: 'csv', rows: 5, columns, time: { column: 'at' } },
    plan: null,
    ...more,
  }) as unknown as Upload
const run = (id: string, uploadIds: readonly string[], status: Ingestion['status'], rejected = 0) =>
  ({
    id,
    uploadId: uploadIds[0],
    uploadIds,
    filename: `${uploadIds[0]}.csv`,
    filenames: uploadIds.map((one) => `${one}.csv`),
    datasource: 'all',
    status,
    rows: { inFile: 5, ingested: 5 - rejected, rejected, missing: 0 },
    createdAt: '2025-01-02T00:00:00Z',
  }) as unknown as Ingestion
const transfer = (id: string, state: Transfer['state']) => ({ id, state, filename: `${id}.csv` }) as Transfer
const known = { transfers: [], uploads: [], ingestions: [], refused: new Map<string, string>() }

t.test('tells each file of a batch apart, and sums them up', async (t) => {
  const rows = batchOf(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], {
    transfers: [transfer('a', 'sending'), transfer('b', 'failed')],
    uploads: [
      upload('c', { status: 'profiling', profile: null }),
      upload('d'),
      upload('e', { duplicateOf: 'before' }),
      upload('f'),
      upload('g'),
    ],
    ingestions: [run('1', ['f'], 'queryable'), run('2', ['g'], 'queryable', 1)],
    refused: new Map(),
  })
  t.same(
    rows.map(({ state }) => state),
    ['sending', 'stopped', 'profiling', 'ready', 'duplicate', 'queryable', 'rejecting', 'gone'],
  )
  t.equal(
    summaryOf(rows),
    '1 on the way, 1 being read, 1 ready to load, 1 queryable, 1 with rejected rows, 1 refused as already loaded, 1 not sent, 1 gone',
  )
})

t.test('what the service refused as loaded stays so', async (t) => {
  const refused = new Map([['a', 'before']])
  t.match(batchOf(['a'], { ...known, uploads: [upload('a')], refused }), [{ state: 'duplicate', earlier: 'before' }])
})

t.test('a run over several files is the run of each of them, and one line of the history', async (t) => {
  const uploads = [upload('a'), upload('b'), upload('c')]
  const ingestions = [run('1', ['a', 'b'], 'queryable', 1)]
  const rows = batchOf(['a', 'b', 'c'], { ...known, uploads, ingestions })
  t.same(
    rows.map(({ state }) => state),
    ['queryable', 'queryable', 'ready'],
  )
  t.match(historyOf(uploads, ingestions), [
    { uploadId: 'a', title: 'a.csv and 1 more', bytes: 20, rows: 5 },
    { uploadId: 'c', title: 'c.csv' },
  ])
})

t.test('offers files of one shape together', async (t) => {
  const other = upload('c', {}, [column('at', 'timestamp'), column('n', 'string')])
  const groups = groupsOf(batchOf(['a', 'b', 'c'], { ...known, uploads: [upload('a'), upload('b'), other] }))
  t.same(
    groups.map((group) => group.map(({ id }) => id)),
    [['a', 'b']],
  )
  t.same(groupsOf(batchOf(['a', 'c'], { ...known, uploads: [upload('a'), other] })), [])
})

t.test('files share a datasource, or what their names begin with', async (t) => {
  const named = (...names: string[]) => sharedDatasource(names.map((name) => upload(name)))
  t.equal(named('sales', 'sales'), 'sales')
  t.equal(named('sales_2024_01', 'sales_2024_02', 'sales_2024_11'), 'sales')
  t.equal(named('january', 'may'), 'january')
})

t.test('places in line read as people say them', async (t) => {
  t.same([1, 2, 3, 4, 11, 12, 13, 21, 22, 103, 111].map(formatPlace), [
    '1st',
    '2nd',
    '3rd',
    '4th',
    '11th',
    '12th',
    '13th',
    '21st',
    '22nd',
    '103rd',
    '111th',
  ])
})
