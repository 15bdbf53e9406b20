import { appendFileSync } from 'node:fs'

/**
 * Loaded into the service (`node --import`): notes each turn of the event loop that took long. Counts the lesser of the
 * wall's time and the thread's own, so that a wait for a processor that others hold is not laid at the service's door.
 */
const file = process.env.BENCH_TURNS_FILE
const everyMs = 5
const notedFromMs = 15

if (file !== undefined && process.argv[1]?.endsWith('/main.ts')) {
  const cpuMs = () => {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1000
  }
  let wall = performance.now()
  let cpu = cpuMs()
  setInterval(() => {
    const nowWall = performance.now()
    const nowCpu = cpuMs()
    const turn = Math.min(nowWall - wall - everyMs, nowCpu - cpu)
    if (turn >= notedFromMs) appendFileSync(file, `${Date.now()} ${turn.toFixed(1)}\n`)
    wall = nowWall
    cpu = nowCpu
  }, everyMs).unref()
}
