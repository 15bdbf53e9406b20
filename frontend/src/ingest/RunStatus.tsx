import type { Ingestion } from '@nemeton/contract'
import { formatPlace } from '../format/number.ts'
import { Tag } from '../ui/Tag.tsx'
import { ingestionTone } from './status.ts'

/** Where a run is, and its place while it waits for its turn. */
export function RunStatus({ ingestion }: { ingestion: Ingestion }) {
  const { status, queuePosition } = ingestion
  return (
    <Tag tone={ingestionTone(status)}>
      {queuePosition === null ? status : `${status}, ${formatPlace(queuePosition)} in line`}
    </Tag>
  )
}
