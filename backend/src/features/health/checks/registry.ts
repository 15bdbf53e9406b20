import type { Check } from './check.ts'
import { druidExtensions } from './druid-extensions.ts'
import { druidFlapping } from './druid-flapping.ts'
import { druidLeaders } from './druid-leaders.ts'
import { druidServices } from './druid-services.ts'
import { druidVersions } from './druid-versions.ts'
import { segmentsUnavailable } from './segments-unavailable.ts'

/** Every check there is, in the order of the page. */
export const checks: readonly Check[] = [
  druidServices,
  druidFlapping,
  druidLeaders,
  druidVersions,
  druidExtensions,
  segmentsUnavailable,
]
