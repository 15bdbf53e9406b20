import { setTimeout as sleep } from 'node:timers/promises'
import { ask, start } from './child.ts'
import { atLeast, atMost, type Figure, median, noted, same } from './figure.ts'
import type { Ground } from './ground.ts'
import { residentMib, watchMemory } from './memory.ts'
import type { Sent } from './sender.ts'
import { longestTurn } from './turns.ts'

/**
 * POST /uploads beside a bare lib-storage upload of the same bytes to the same store, turn about. Both get their bytes
 * from the same generator in the same sender's process over a loopback connection; the sender's clock counts for both.
 */
const MiB = 1024 ** 2
const fullSize = Number(process.env.BENCH_UPLOAD_MIB ?? 1024) * MiB
const warmUpSize = 64 * MiB
const pairs = 3
const profiledWithinMs = 300_000

export interface Run {
  readonly sent: Sent
  readonly receivingMib: number
  readonly profilingMib: number
  readonly profilingSeconds: number
  readonly rows: number
}

interface Stored {
  readonly id: string
  readonly status: string
  readonly error: { readonly message: string } | null
  readonly profile: { readonly rows: number } | null
}

export async function upload(ground: Ground): Promise<readonly Figure[]> {
  const bare = start('bare-upload.ts', [], ground.env)
  try {
    const { port } = await bare.say<{ port: number }>()
    const throughBare = async (bytes: number) => {
      const sent = await ask<Sent>('sender.ts', [`tcp://127.0.0.1:${port}`, 'bytes', String(bytes)])
      if (sent.answer !== 'stored') throw new Error('the bare upload failed')
      return rate(sent)
    }
    await ground.renewService()
    const idle = residentMib(ground.servicePid())
    await throughBare(warmUpSize)
    await throughService(ground, warmUpSize)
    const since = Date.now()
    const runs: Run[] = []
    const bareRates: number[] = []
    for (let pair = 0; pair < pairs; pair++) {
      bareRates.push(await throughBare(fullSize))
      runs.push(await throughService(ground, fullSize))
      console.log(`  pair ${pair + 1}: ${describe(bareRates.at(-1) as number, runs.at(-1) as Run)}`)
    }
    const rates = runs.map((run) => rate(run.sent))
    const [last] = runs.slice(-1) as [Run]
    return [
      noted('upload: size', `${(last.sent.bytes / MiB).toFixed(0)} MiB, ${last.sent.rows} rows, ${pairs} pairs`),
      noted('upload: bare lib-storage', `${median(bareRates).toFixed(0)} MiB/s`),
      noted('upload: POST /uploads', `${median(rates).toFixed(0)} MiB/s`),
      atLeast(
        'upload: share of the bare throughput',
        median(rates.map((own, at) => own / (bareRates[at] as number))),
        0.7,
        '',
      ),
      noted('upload: memory at rest', `${idle.toFixed(0)} MiB`),
      atMost('upload: peak memory while receiving', Math.max(...runs.map((run) => run.receivingMib)), 350, 'MiB'),
      atMost('upload: peak memory while profiling', Math.max(...runs.map((run) => run.profilingMib)), 500, 'MiB'),
      noted('upload: time to profile', `${median(runs.map((run) => run.profilingSeconds)).toFixed(1)} s`),
      same('upload: rows in the profile', last.rows, last.sent.rows),
      atMost('upload: longest turn of the event loop', longestTurn(ground.turnsFile, since), 50, 'ms'),
    ]
  } finally {
    bare.child.kill()
  }
}

const rate = ({ bytes, seconds }: Sent): number => bytes / MiB / seconds

const describe = (bare: number, run: Run): string =>
  `bare ${bare.toFixed(0)} MiB/s, service ${rate(run.sent).toFixed(0)} MiB/s, receiving ${run.receivingMib.toFixed(0)} MiB, ` +
  `profiling ${run.profilingMib.toFixed(0)} MiB for ${run.profilingSeconds.toFixed(1)} s`

export async function throughService({ service, servicePid }: Ground, bytes: number): Promise<Run> {
  const receiving = watchMemory(servicePid())
  const sent = await ask<Sent>('sender.ts', [`${service}/api/v1/uploads`, 'bytes', String(bytes)])
  receiving.end()
  if (sent.status !== 201) throw new Error(`the service answered ${sent.status}: ${sent.answer}`)
  const profiling = watchMemory(servicePid())
  const began = performance.now()
  const { id } = (JSON.parse(sent.answer) as { data: Stored }).data
  const url = `${service}/api/v1/uploads/${id}`
  const { profile } = await untilReady(url)
  profiling.end()
  const profilingSeconds = (performance.now() - began) / 1000
  await fetch(url, { method: 'DELETE' })
  return {
    sent,
    receivingMib: receiving.peak,
    profilingMib: profiling.peak,
    profilingSeconds,
    rows: profile?.rows ?? 0,
  }
}

async function untilReady(url: string): Promise<Stored> {
  const until = Date.now() + profiledWithinMs
  while (Date.now() < until) {
    const { data } = (await (await fetch(url)).json()) as { data: Stored }
    if (data.status === 'failed') throw new Error(`the profile failed: ${data.error?.message}`)
    if (data.status === 'ready') return data
    await sleep(50)
  }
  throw new Error(`no profile within ${profiledWithinMs / 1000} s`)
}
