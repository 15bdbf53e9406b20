import { readdir, readFile } from 'node:fs/promises'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import type { ProcessFacts } from './facts.ts'

const resolutionMs = 20

/** Looks at this process from within; each look tells of the time since the one before it. */
export function createProcessFacts(): { look(): Promise<ProcessFacts>; close(): void } {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs })
  delay.enable()
  let usage = process.cpuUsage()
  let at = performance.now()
  const late = (ns: number) => (ns > 0 ? Math.max(0, Math.round(ns / 1e5) / 10 - resolutionMs) : 0)
  return {
    look: async () => {
      const eventLoop = {
        p50Ms: late(delay.percentile(50)),
        p99Ms: late(delay.percentile(99)),
        worstMs: late(delay.max),
      }
      delay.reset()
      const now = performance.now()
      const used = process.cpuUsage(usage)
      const cpuShare = (used.user + used.system) / 1000 / Math.max(1, now - at)
      usage = process.cpuUsage()
      at = now
      const heap = getHeapStatistics()
      return {
        eventLoop,
        residentBytes: process.memoryUsage.rss(),
        heapBytes: heap.used_heap_size,
        heapMostBytes: heap.heap_size_limit,
        handles: process.getActiveResourcesInfo().length,
        files: await openFiles().catch(() => null),
        cpuShare: Math.round(cpuShare * 1000) / 1000,
      }
    },
    close: () => delay.disable(),
  }
}

/** Where the system has `/proc`. */
async function openFiles(): Promise<{ readonly open: number; readonly most: number } | null> {
  const [open, limits] = await Promise.all([readdir('/proc/self/fd'), readFile('/proc/self/limits', 'utf8')])
  const most = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1])
  return Number.isNaN(most) ? null : { open: open.length, most }
}
