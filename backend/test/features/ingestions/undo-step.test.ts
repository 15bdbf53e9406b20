import t from 'tap'
import { undoStep } from '../../../src/features/ingestions/undo-step.ts'
import type { Segment, StoredIngestion } from '../../../src/ports/ports.ts'

const segment = (version: string): Segment => ({
  id: `jan ${version}`,
  interval: '2025-01-01/2025-02-01',
  version,
  partition: 0,
})
const [old, fresh] = [segment('a'), segment('b')]
const signal = new AbortController().signal
const limits = { watchIntervalMs: 250, loadTimeoutMs: 60_000 }

const run = (status: StoredIngestion['status'], sinceMs = 0, mismatches = 0) =>
  ({
    kind: 'undo',
    undoOf: 'a-load',
    status,
    datasource: 'orders',
    stages: [{ name: status, startedAt: new Date(Date.now() - sinceMs).toISOString(), endedAt: null }],
    facts: {
      mismatches,
      undoing: { takesOut: [fresh], rowsOut: 10, bringsBack: [old], rowsBack: 10, rowsBefore: 10 },
    },
  }) as unknown as StoredIngestion

interface Now {
  readonly used: readonly Segment[]
  readonly served?: readonly Segment[]
  readonly rows?: number
}

async function look(of: StoredIngestion, { used, served = used, rows = 10 }: Now) {
  const asked: string[] = []
  const druid = {
    usedSegments: async () => used,
    markUsed: async (_: string, ids: readonly string[]) => void asked.push(`used ${ids}`),
    markUnused: async (_: string, ids: readonly string[]) => void asked.push(`unused ${ids}`),
    rows: async () => served.map(({ id }) => ({ id })),
    countIn: async () => rows,
  }
  const needs = { ...limits, druid, database: {} } as unknown as Parameters<typeof undoStep>[1]
  return { patch: await undoStep(of, needs, signal), asked }
}

t.test('takes out first, then brings back, and looks again', async (t) => {
  t.same(await look(run('publishing'), { used: [fresh] }), {
    patch: { waitMs: 500 },
    asked: ['unused jan b', 'used jan a'],
  })
  t.same(await look(run('publishing'), { used: [old] }), { patch: { status: 'loading' }, asked: [] })
})

t.test("brings back what Druid's own cleaning took out once more", async (t) => {
  t.same((await look(run('loading'), { used: [] })).asked, ['unused jan b', 'used jan a'])
})

t.test('is queryable by the right count from the right segments only', async (t) => {
  t.same((await look(run('loading'), { used: [old] })).patch, { status: 'queryable' })
  const both = { used: [old], served: [old, fresh] }
  t.same((await look(run('loading'), both)).patch, { waitMs: 500 }, 'as many rows may be those of the load')
  t.same((await look(run('loading'), { used: [old], served: [] })).patch, { waitMs: 500 })
})

t.test('counts again before it says that rows are missing', async (t) => {
  const short = { used: [old], rows: 9 }
  t.same((await look(run('loading'), short)).patch, { facts: { mismatches: 1 }, waitMs: 250 })
  t.match((await look(run('loading', 0, 10), short)).patch, {
    status: 'failed',
    error: { code: 'rows_missing', message: /10 rows.*9/ },
  })
})

t.test('gives up when Druid does not follow', async (t) => {
  t.match((await look(run('publishing', 61_000), { used: [fresh] })).patch, {
    status: 'failed',
    error: { code: 'not_queryable', hint: /Health/ },
  })
})
