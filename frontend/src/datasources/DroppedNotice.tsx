import { Button } from '@mantine/core'
import type { Drop } from '@nemeton/contract'
import { describeError } from '../api/error.ts'
import { Ago } from '../format/Ago.tsx'
import { formatInterval } from '../format/interval.ts'
import { formatCount } from '../format/number.ts'
import { Notice } from '../ui/Notice.tsx'
import { useRestore } from './use-restore.ts'

/** What a drop took, and the way back. */
export function DroppedNotice({ drop }: { drop: Drop }) {
  const restore = useRestore()
  return (
    <>
      <Notice
        tone="warn"
        cause={
          <>
            {formatCount(drop.rows, 'row')} in {formatCount(drop.segments, 'segment')} ({formatInterval(drop.interval)})
            were dropped <Ago at={drop.at} />.
          </>
        }
        remedy="Druid keeps the segments until its kill task deletes them; until then they can be brought back."
        actions={
          <Button variant="default" loading={restore.isPending} onClick={() => restore.mutate(drop)}>
            Restore
          </Button>
        }
      />
      {restore.isError && <Notice tone="bad" {...describeError(restore.error)} />}
    </>
  )
}
