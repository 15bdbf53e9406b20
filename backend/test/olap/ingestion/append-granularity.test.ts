import type { Granularity, IngestionPlan } from '@nemeton/contract'
import t from 'tap'
import { fitAppend } from '../../../src/olap/ingestion/append-granularity.ts'
import { eternity } from '../../../src/olap/ingestion/granularity-spec.ts'
import { inferPlan } from '../../../src/olap/ingestion/infer-schema.ts'
import { orders } from './profiles.ts'

const january = '2025-01-01T00:00:00.000Z/2025-02-01T00:00:00.000Z'
const year = '2025-01-01T00:00:00.000Z/2026-01-01T00:00:00.000Z'
const day = '2025-01-15T00:00:00.000Z/2025-01-16T00:00:00.000Z'
const before = '2024-12-01T00:00:00.000Z/2025-01-01T00:00:00.000Z'
const odd = '2025-01-03T00:00:00.000Z/2025-01-09T12:00:00.000Z'

const inJanuary = (segmentGranularity: Granularity, mode: IngestionPlan['mode'] = 'append'): IngestionPlan => ({
  ...inferPlan(orders, { filename: 'orders.csv' }),
  mode,
  segmentGranularity,
  time: {
    kind: 'column',
    column: 'Sold at',
    format: 'iso',
    timezone: 'Etc/UTC',
    min: '2025-01-10T00:00:00Z',
    max: '2025-01-20T00:00:00Z',
    reason: '',
  },
})

const cases: readonly [what: string, plan: IngestionPlan, existing: readonly string[], fitted: Granularity][] = [
  ['a new datasource', inJanuary('day'), [], 'day'],
  ['months that are there', inJanuary('day'), [january], 'month'],
  ['the coarsest of several', inJanuary('hour'), [day, january], 'month'],
  ['days that are there, added to by month', inJanuary('month'), [day], 'month'],
  ['what touches and does not overlap', inJanuary('day'), [before], 'day'],
  ['a year, which the month reaches into', inJanuary('day'), [day, year], 'year'],
  ['one chunk over all of time', inJanuary('day'), [eternity], 'all'],
  ['a chunk of no granularity', inJanuary('day'), [odd], 'day'],
  ['what a replace takes the place of', inJanuary('day', 'replace'), [january], 'day'],
]
for (const [what, plan, existing, fitted] of cases)
  t.test(`${what}: by ${fitted}`, async (t) => {
    const { segmentGranularity, reasons } = fitAppend(plan, existing)
    t.equal(segmentGranularity, fitted)
    if (fitted !== plan.segmentGranularity) t.match(reasons.segmentGranularity, `by ${fitted}`)
    else t.equal(reasons.segmentGranularity, plan.reasons.segmentGranularity)
  })
