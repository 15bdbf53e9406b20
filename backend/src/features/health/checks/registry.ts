import { cache } from './cache.ts'
import type { Check } from './check.ts'
import { clocks } from './clocks.ts'
import { deepStorageOrphans } from './deep-storage-orphans.ts'
import { druidAnswers } from './druid-answers.ts'
import { druidExtensions } from './druid-extensions.ts'
import { druidFlapping } from './druid-flapping.ts'
import { druidLeaders } from './druid-leaders.ts'
import { druidServices } from './druid-services.ts'
import { druidVersions } from './druid-versions.ts'
import { eventLoop } from './event-loop.ts'
import { expiry } from './expiry.ts'
import { handles } from './handles.ts'
import { historicalsFull } from './historicals-full.ts'
import { ingestionLag } from './ingestion-lag.ts'
import { loadRules } from './load-rules.ts'
import { memory } from './memory.ts'
import { objectStore } from './object-store.ts'
import { postgresql } from './postgresql.ts'
import { postgresqlDisk } from './postgresql-disk.ts'
import { postgresqlPool } from './postgresql-pool.ts'
import { postgresqlSchema } from './postgresql-schema.ts'
import { queryLatency } from './query-latency.ts'
import { segmentsSize } from './segments-size.ts'
import { segmentsUnavailable } from './segments-unavailable.ts'
import { segmentsUnderReplicated } from './segments-under-replicated.ts'
import { serviceInstances } from './service-instances.ts'
import { spoolDisk } from './spool-disk.ts'
import { supervisors } from './supervisors.ts'
import { taskSlots } from './task-slots.ts'
import { tasksFailing } from './tasks-failing.ts'

/** Every check there is, in the order of the page. */
export const checks: readonly Check[] = [
  druidServices,
  druidAnswers,
  druidFlapping,
  druidLeaders,
  druidVersions,
  druidExtensions,
  segmentsUnavailable,
  segmentsUnderReplicated,
  historicalsFull,
  loadRules,
  segmentsSize,
  taskSlots,
  tasksFailing,
  ingestionLag,
  supervisors,
  objectStore,
  deepStorageOrphans,
  postgresql,
  postgresqlPool,
  postgresqlSchema,
  postgresqlDisk,
  queryLatency,
  cache,
  serviceInstances,
  eventLoop,
  memory,
  handles,
  clocks,
  expiry,
  spoolDisk,
]
