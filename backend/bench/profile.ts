import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { ask } from './child.ts'
import { csvOf } from './csv.ts'
import { atMost, type Figure, median, noted } from './figure.ts'
import type { Ground } from './ground.ts'
import { startIdle } from './idle-probe.ts'
import { delayP99 } from './turns.ts'
import { type Run, throughService } from './upload.ts'

/** From the last byte of a large CSV to its profile, beside DuckDB's SUMMARIZE of the same bytes, turn about. */
const bytes = Number(process.env.BENCH_PROFILE_MIB ?? 1000) * 1024 ** 2
const pairs = 3

export async function profile(ground: Ground): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'nemeton-bench-profile-'))
  const idle = startIdle(join(folder, 'turns'))
  try {
    const path = join(folder, 'bench.csv')
    await writeCsv(path)
    await ground.renewService()
    const since = Date.now()
    const runs: Run[] = []
    const plain: number[] = []
    for (let pair = 0; pair < pairs; pair++) {
      plain.push((await ask<{ seconds: number }>('summarize.ts', [path])).seconds)
      runs.push(await throughService(ground, bytes))
      console.log(
        `  pair ${pair + 1}: SUMMARIZE ${plain.at(-1)?.toFixed(1)} s, ${runs.at(-1)?.profilingSeconds.toFixed(1)} s`,
      )
    }
    return [
      noted("profile: DuckDB's SUMMARIZE", `${median(plain).toFixed(1)} s`),
      noted('profile: last byte to profile', `${median(runs.map((run) => run.profilingSeconds)).toFixed(1)} s`),
      atMost(
        'profile: times SUMMARIZE',
        median(runs.map((run, at) => run.profilingSeconds / (plain[at] as number))),
        1.3,
        '',
        2,
      ),
      atMost('profile: peak memory', Math.max(...runs.map((run) => run.profilingMib)), 500, 'MiB'),
      noted('profile: event loop of an idle process, p99 of its delay', `${delayP99(idle.file, since).toFixed(1)} ms`),
      atMost("profile: the service's event loop, p99 of its delay", delayP99(ground.turnsFile, since), 50, 'ms', 1),
    ]
  } finally {
    idle.end()
    await rm(folder, { recursive: true, force: true })
  }
}

async function writeCsv(path: string): Promise<void> {
  const file = createWriteStream(path)
  for (const block of csvOf(bytes).blocks()) if (!file.write(block)) await once(file, 'drain')
  file.end()
  await finished(file)
}
