import type { Ingestion } from '@nemeton/contract'
import { formatPlace } from '../format/number.ts'
import { Tag } from '../ui/Tag.tsx'
import { ingestionTone } from './status.ts'
import { runWords } from './undo-words.ts'

/** Where a run is, and its place while it waits for its turn. */
export function RunStatus({ ingestion }: { ingestion: Ingestion }) {
  const { status, queuePosition } = ingestion
  const words = runWords(ingestion)
  return (
    <Tag tone={words === 'undone' ? 'quiet' : ingestionTone(status)}>
      {queuePosition === null ? words : `${status}, ${formatPlace(queuePosition)} in line`}
    </Tag>
  )
}
