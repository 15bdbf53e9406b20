import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { getLive, getReady, type Ingestion, listDatasources, listUploads, runQuery, runSql } from '@nemeton/contract'
import t, { type Test } from 'tap'
import type { PartName } from '../../../druid/local/part-name.ts'
import { druidSql } from './druid.ts'
import { leftBehind } from './left-behind.ts'
import { salesCsv, salesRows } from './sales.ts'
import { ask, call, ingest, send, untilEnded, untilProfiled, upload } from './service.ts'
import { isSoak, part } from './stack.ts'
import { forget, freshName, rows } from './tables.ts'
import { until } from './until.ts'

/** Milliseconds within which even a bad answer must be there. */
const soon = 20_000
const seed = Number(process.env.FAULT_SEED ?? 20_260_101)
const made: string[] = []
t.teardown(() => forget(made))

const whole = () =>
  until('the service is ready', async () => (await call(getReady)).status === 200, { withinMs: 120_000 })
const answers = () => until('Druid answers through the service', () => ask(listDatasources), { withinMs: 120_000 })

interface Away {
  readonly part: PartName
  readonly asked: readonly (readonly [
    what: string,
    ask: () => ReturnType<typeof call>,
    statuses: readonly number[],
    code: RegExp,
  ])[]
  readonly readyMeanwhile: boolean
}

const sales = () =>
  send([
    { field: 'datasource', value: 'nowhere' },
    { filename: 'sales.csv', content: salesCsv },
  ])
const query = {
  datasource: 'nowhere',
  interval: '2024-01-01T00:00:00Z/2025-01-01T00:00:00Z',
  measures: [{ name: 'rows', kind: 'count' as const }],
}
const outages: readonly Away[] = [
  {
    part: 's3',
    asked: [['an upload', sales, [502], /store_unavailable/]],
    readyMeanwhile: false,
  },
  {
    part: 'postgres',
    asked: [
      ['an upload', sales, [503], /database_unavailable/],
      ['the list of uploads', () => call(listUploads), [503], /database_unavailable/],
    ],
    readyMeanwhile: false,
  },
  {
    part: 'router',
    asked: [
      ['the list of datasources', () => call(listDatasources), [502, 503], /druid_unavailable/],
      ['a query', () => call(runQuery, { body: query }), [502, 503], /druid_unavailable/],
    ],
    readyMeanwhile: true,
  },
  {
    part: 'broker',
    asked: [['SQL', () => call(runSql, { body: { query: 'SELECT 1' } }), [502, 503], /druid_unavailable/]],
    readyMeanwhile: true,
  },
]

for (const { part: name, asked, readyMeanwhile } of outages)
  t.test(`while ${name} is away the answer says so, and all is well when it is back`, async (t) => {
    const before = await leftBehind()
    await part('kill', name)
    try {
      for (const [what, ask, statuses, code] of asked) {
        const { status, json, elapsedMs } = await ask()
        t.ok(statuses.includes(status), `${what}: ${status}`)
        t.match(json.error?.code, code, `${what}: ${json.error?.message}`)
        t.ok(elapsedMs < soon, `${what}: answered after ${Math.round(elapsedMs)} ms`)
      }
      t.equal((await call(getLive)).status, 200, 'the process is alive')
      if (readyMeanwhile) t.equal((await call(getReady)).status, 200, 'Druid alone does not take it out of rotation')
      else await until('it is not ready', async () => (await call(getReady)).status === 503, { withinMs: soon })
    } finally {
      await part('start', name)
    }
    await whole()
    await answers()
    const after = await leftBehind()
    t.same(after.objects, before.objects, 'no object is left')
    t.same(after.uploads, before.uploads, 'no row is left')
  })

t.test('a store that dies while it receives is a 502, and nothing is half stored when it is back', async (t) => {
  const before = await leftBehind()
  const id = randomUUID()
  async function* slow(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('time,shop,amount\n')
    const lines = Buffer.from('2025-01-01T00:00:00Z,Nairobi,1.5\n'.repeat(30_000))
    for (let piece = 0; piece < 20; piece += 1) {
      if (piece === 12) await part('kill', 's3')
      yield lines
    }
  }
  try {
    const { status, json } = await send([{ filename: 'slow.csv', content: slow() }], { id })
    t.equal(status, 502)
    t.equal(json.error?.code, 'store_unavailable')
  } finally {
    await part('start', 's3')
  }
  await whole()
  await until(
    'nothing is left of it',
    async () => {
      const { objects, pending, uploads, spooled } = await leftBehind()
      const isClean = objects.length === before.objects.length && uploads.length === before.uploads.length
      return isClean && ![...pending, ...spooled].some((name) => name.includes(id))
    },
    { withinMs: 60_000 },
  )
})

type Stage = 'profiling' | Ingestion['status']

/** Ends the part at that stage, brings it back, and looks at how the run ends. */
async function survive(t: Test, name: PartName, stage: Stage, run: number): Promise<void> {
  const datasource = `${freshName('fault')}_${run}`
  made.push(datasource)
  const { id } = await upload({ filename: 'sales.csv', content: salesCsv }, datasource)
  const strike = async () => {
    await part('kill', name)
    await sleep(500)
    await part('start', name)
    await whole()
  }
  if (stage === 'profiling') await strike()
  const profiled = await untilProfiled(id, 240_000)
  t.equal(profiled.status, 'ready', `profiled: ${profiled.error?.message ?? ''}`)
  const begun = await ingest(id)
  if (stage !== 'profiling') {
    await until(
      `it is ${stage}`,
      async () => {
        const [row] = await rows<{ stages: { name: string }[] }>('SELECT stages FROM ingestion_tasks WHERE id = $1', [
          begun.id,
        ])
        return row?.stages.some((one) => one.name === stage)
      },
      { everyMs: 20 },
    )
    await strike()
  }
  const { status, rows: account, error } = await untilEnded(begun.id, 400_000)
  const counted = async () => Number((await druidSql(`SELECT COUNT(*) FROM "${datasource}"`))[0]?.[0])
  if (status === 'queryable') {
    t.same(
      account,
      { inFile: salesRows.length, ingested: salesRows.length, rejected: 0, missing: 0 },
      'the account adds up',
    )
    t.equal(await until('the broker counts', counted), salesRows.length, 'every row is there once')
  } else {
    t.equal(status, 'failed')
    t.ok(error?.message, `it says why: ${error?.message}`)
    t.not(error?.code, 'internal', 'the reason is known')
  }
  // what the test can vouch for in these cases: no part of ours or of Druid's memory was lost
  if (name !== 'indexer') t.equal(status, 'queryable', `the loss of ${name} is survived: ${error?.message ?? ''}`)
}

const strikes: readonly (readonly [PartName, Stage])[] = (
  ['nemeton', 'postgres', 's3', 'coordinator', 'indexer', 'historical', 'router'] as const
).flatMap((name) =>
  (['profiling', 'staging', 'submitted', 'running', 'publishing', 'loading'] as const).map(
    (stage) => [name, stage] as const,
  ),
)

/** Always tried: the promise that a killed service goes on unaided. */
const always: readonly (readonly [PartName, Stage])[] = [
  ['nemeton', 'running'],
  ['nemeton', 'profiling'],
]

function* random(): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    yield state / 2 ** 31
  }
}

function choose(count: number): readonly (readonly [PartName, Stage])[] {
  const numbers = random()
  const left = strikes.filter(([name, stage]) => !always.some((one) => one[0] === name && one[1] === stage))
  return Array.from({ length: count }, () => left.splice(Math.floor(numbers.next().value * left.length), 1)[0]).filter(
    (one) => one !== undefined,
  )
}

for (const [run, [name, stage]] of [...always, ...choose(isSoak ? strikes.length : 4)].entries())
  t.test(
    `${name} killed while an ingestion is ${stage}: it ends with every row or with the reason (seed ${seed})`,
    (t) => survive(t, name, stage, run),
  )
