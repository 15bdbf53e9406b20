import { appendFileSync } from 'node:fs'

/**
 * Loaded into a process (`node --import`): notes how late each tick of a clock came, and how long the turn of the event
 * loop before it took. A turn is the lesser of the wall's time and the thread's own, so that a wait for a processor that
 * others hold is not laid at the process's door.
 */
const file = process.env.BENCH_TURNS_FILE
const everyMs = 5
const ticksAtOnce = 200

if (file !== undefined && /\/(?:main|idle)\.ts$/.test(process.argv[1] ?? '')) {
  const cpuMs = () => {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1000
  }
  let wall = performance.now()
  let cpu = cpuMs()
  let lines: string[] = []
  setInterval(() => {
    const nowWall = performance.now()
    const nowCpu = cpuMs()
    const delay = Math.max(0, nowWall - wall - everyMs)
    lines.push(`${Date.now()} ${Math.min(delay, nowCpu - cpu).toFixed(1)} ${delay.toFixed(1)}\n`)
    if (lines.length >= ticksAtOnce) {
      appendFileSync(file, lines.join(''))
      lines = []
    }
    wall = nowWall
    cpu = nowCpu
  }, everyMs).unref()
}
