import { readdirSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Metrics, Sample } from './telemetry.ts'

const periodMs = 10_000
const resolutionMs = 10
const nanoseconds = 1e9

/**
 * What the process itself says: memory, CPU, handles, the delay of its event loop. The delay is that of the last ten
 * seconds, however many look. Answers what ends it.
 */
export function watchProcess(metrics: Metrics, version: string, everyMs = periodMs): () => void {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs })
  delay.enable()
  /** Empty until ten seconds have gone by. */
  let seen: readonly Sample[] = []
  const timer = setInterval(() => {
    // Node counts the wait that it asked for as well.
    const beyond = (value: number) => Math.max(0, value / nanoseconds - resolutionMs / 1000)
    seen = [
      { labels: { quantile: '0.5' }, value: beyond(delay.percentile(50)) },
      { labels: { quantile: '0.99' }, value: beyond(delay.percentile(99)) },
      { labels: { quantile: '1' }, value: beyond(delay.max) },
    ]
    delay.reset()
  }, everyMs)
  timer.unref()

  const watch = (name: string, help: string, read: () => number) =>
    metrics.watch({ name, help, read: () => [{ value: read() }] })
  metrics.watch({
    name: 'nemeton_event_loop_delay_seconds',
    help: 'How late the event loop was in the last ten seconds.',
    labels: ['quantile'],
    read: () => seen,
  })
  metrics.watch({
    name: 'process_cpu_seconds_total',
    help: 'Time that the process had a core, in user and system mode.',
    kind: 'counter',
    read: () => {
      const { user, system } = process.cpuUsage()
      return [{ value: (user + system) / 1e6 }]
    },
  })
  watch('process_resident_memory_bytes', 'Memory of the process that is in RAM.', () => process.memoryUsage.rss())
  watch('process_start_time_seconds', 'When the process began, since 1970.', () =>
    Math.round((Date.now() - process.uptime() * 1000) / 1000),
  )
  watch('nemeton_heap_used_bytes', 'Memory of JavaScript in use.', () => process.memoryUsage().heapUsed)
  watch(
    'nemeton_active_resources',
    'What keeps the process going: sockets, timers, requests of the system.',
    () => process.getActiveResourcesInfo().length,
  )
  metrics.watch({
    name: 'process_open_fds',
    help: 'Files and sockets that the process holds open; absent where the system does not tell.',
    read: () => {
      const count = openFiles()
      return count === null ? [] : [{ value: count }]
    },
  })
  metrics.watch({
    name: 'nemeton_build_info',
    help: 'Always 1; its labels say which version runs.',
    labels: ['version', 'node'],
    read: () => [{ labels: { version, node: process.versions.node }, value: 1 }],
  })
  return () => {
    clearInterval(timer)
    delay.disable()
  }
}

function openFiles(): number | null {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return null
  }
}
