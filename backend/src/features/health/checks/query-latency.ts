import { notTold } from '../collect/read.ts'
import { type Check, cannotTell, judged } from './check.ts'
import { overInstances } from './of-instances.ts'
import { sayNames, sayTime } from './say.ts'

const source = 'GET /api/v1/operations/latencies'
const fewest = 20
const slower = 2
const muchSlower = 5
const leastMs = 500

export const queryLatency: Check = {
  name: 'query-latency',
  title: 'Questions are answered as fast as they were',
  group: 'queries',
  page: { title: 'Basic cluster tuning', path: 'operations/basic-cluster-tuning' },
  isOfInstances: true,
  judge: (facts) =>
    overInstances(facts, source, (instances) => {
      const counted = instances.flatMap(({ id, statistics }) =>
        (statistics?.latencies ?? []).map((each) => ({ ...each, id })),
      )
      if (instances.every(({ statistics }) => statistics === null))
        return cannotTell(notTold('questions are not counted.'), source)
      const evidence = counted.slice(0, 12).flatMap(({ id, kind, p50Ms, p95Ms, p99Ms, baselineP95Ms }) => [
        { label: `${id} ${kind}: p50`, value: p50Ms, unit: 'ms' as const },
        { label: `${id} ${kind}: p95`, value: p95Ms, unit: 'ms' as const },
        { label: `${id} ${kind}: p99`, value: p99Ms, unit: 'ms' as const },
        { label: `${id} ${kind}: p95 of the day before`, value: baselineP95Ms, unit: 'ms' as const },
      ])
      const comparable = counted.flatMap((each) =>
        each.count >= fewest && each.p95Ms !== null && each.baselineP95Ms !== null
          ? [{ ...each, p95: each.p95Ms, times: each.p95Ms / Math.max(1, each.baselineP95Ms) }]
          : [],
      )
      if (comparable.length === 0)
        return judged('info', {
          sentence: 'There are too few questions, or too short a past, to compare how fast they are answered.',
          source,
          evidence,
        })
      const slow = comparable.filter(({ times, p95 }) => times >= slower && p95 >= leastMs)
      if (slow.length === 0)
        return judged('ok', {
          sentence: `Questions are answered as fast as the day before: p95 ${sayTime(Math.max(...comparable.map(({ p95 }) => p95)))}.`,
          source,
          evidence,
        })
      const most = Math.max(...slow.map(({ times }) => times))
      return judged(most >= muchSlower ? 'critical' : 'warning', {
        sentence: `Questions (${sayNames(slow.map(({ kind }) => kind))}) take ${most.toFixed(1)} times as long as the day before.`,
        source,
        subjects: slow.map(({ id, kind }) => `${id} ${kind}`),
        evidence,
        remedy:
          'Look at the running queries and the slow-query log on this page: one heavy question may slow all others; then at the processors of broker and historicals.',
      })
    }),
}
