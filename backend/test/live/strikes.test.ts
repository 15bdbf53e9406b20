import { setTimeout as sleep } from 'node:timers/promises'
import { getReady, type Ingestion } from '@nemeton/contract'
import t, { type Test } from 'tap'
import type { PartName } from '../../../druid/local/part-name.ts'
import { druidSql } from './druid.ts'
import { salesCsv, salesRows } from './sales.ts'
import { call, ingest, untilEnded, untilProfiled, upload } from './service.ts'
import { isSoak, part } from './stack.ts'
import { forget, freshName, rows } from './tables.ts'
import { until } from './until.ts'

const seed = Number(process.env.FAULT_SEED ?? 20_260_101)
const made: string[] = []
t.teardown(() => forget(made))

const whole = () =>
  until('the service is ready', async () => (await call(getReady)).status === 200, { withinMs: 120_000 })

/** How each strike ended, and the rows that the broker then counted. */
const ends: { status: string; count: number }[] = []
const begin = performance.now()

type Stage = 'profiling' | Ingestion['status']

/** Ends the part at that stage, brings it back, and looks at how the run ends. */
async function survive(t: Test, name: PartName, stage: Stage, run: number): Promise<void> {
  const datasource = `${freshName('fault')}_${run}`
  made.push(datasource)
  const { id } = await upload({ filename: 'sales.csv', content: salesCsv }, datasource)
  let back = 0
  const strike = async () => {
    await part('kill', name)
    await sleep(500)
    await part('start', name)
    await whole()
    back = Date.now()
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
  const { status, stages, rows: account, error } = await untilEnded(begun.id, 400_000)
  // what was queryable before the part was back is so again once Druid has loaded it again
  const last = stages.at(-1)
  if (status === 'queryable' && Date.parse(last?.endedAt ?? last?.startedAt ?? '') < back)
    await until('it is loaded again', async () => (await countOf(datasource)) >= salesRows.length, {
      withinMs: 120_000,
    })
  const count = await until('the broker counts', () => countOf(datasource))
  if (status === 'queryable') {
    t.same(
      account,
      { inFile: salesRows.length, ingested: salesRows.length, rejected: 0, missing: 0 },
      'the account adds up',
    )
    t.equal(count, salesRows.length, 'every row is there once')
  } else {
    t.equal(status, 'failed')
    t.ok(error?.message, `it says why: ${error?.message}`)
    t.not(error?.code, 'internal', 'the reason is known')
    t.equal(count, 0, 'what failed has left no row')
    t.comment(`note: ${name} killed while ${stage}: ${error?.message}`)
  }
  ends.push({ status, count })
  // what the test can vouch for in these cases: no part of ours or of Druid's memory was lost
  if (name !== 'indexer') t.equal(status, 'queryable', `the loss of ${name} is survived: ${error?.message ?? ''}`)
}

/** Rows as the broker counts them; none of a datasource that it does not know. */
const countOf = (datasource: string): Promise<number> =>
  druidSql(`SELECT COUNT(*) FROM "${datasource}"`).then(
    ([row]) => Number(row?.[0]),
    (error: Error) => {
      if (/not found/.test(error.message)) return 0
      throw error
    },
  )

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

t.test('no strike has lost or doubled a row', async (t) => {
  const number = (of: (end: { status: string; count: number }) => boolean) => ends.filter(of).length
  const whole = salesRows.length
  const lost = number(({ status, count }) => status === 'queryable' && count < whole)
  const doubled = number(({ count }) => count > whole)
  const queryable = number(({ status }) => status === 'queryable')
  const seconds = Math.round((performance.now() - begin) / 1000)
  t.comment(
    `figure: ${ends.length} strikes: ${queryable} queryable, ${ends.length - queryable} failed with their reason, ${lost} lost rows, ${doubled} doubled rows, ${seconds} s`,
  )
  t.same({ lost, doubled }, { lost: 0, doubled: 0 })
})
