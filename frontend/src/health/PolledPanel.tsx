import { Skeleton } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { describeError, isPassing, isUnreachable } from '../api/error.ts'
import { Ago } from '../format/Ago.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Failed } from '../ui/Failed.tsx'
import { Panel, type PanelProps } from '../ui/Panel.tsx'
import { Tag } from '../ui/Tag.tsx'
import styles from './PolledPanel.module.css'

type Polled<T> = Pick<UseQueryResult<T>, 'data' | 'isPending' | 'isError' | 'error' | 'dataUpdatedAt' | 'refetch'>

interface PolledPanelProps<T> extends Omit<PanelProps, 'children' | 'busy'> {
  readonly query: Polled<T>
  /** Of what stands there until the first answer. */
  readonly height: number
  readonly children: (data: T) => ReactNode
}

/** A panel that is asked for again and again: it fails for itself alone, and says when what it shows is old. */
export function PolledPanel<T>({ query, height, note, children, ...panel }: PolledPanelProps<T>) {
  const { data, isPending, isError, error, dataUpdatedAt } = query
  const isOld = isError && data !== undefined
  return (
    <Panel
      {...panel}
      busy={isPending}
      note={
        isOld ? (
          <Tag tone="warn">
            last answered <Ago at={new Date(dataUpdatedAt).toISOString()} />
          </Tag>
        ) : (
          note
        )
      }
    >
      {isPending ? (
        <div className={panel.flush ? styles.inset : undefined}>
          <Skeleton height={height} />
        </div>
      ) : data !== undefined ? (
        <div className={isOld ? styles.old : undefined}>{children(data)}</div>
      ) : isUnreachable(error) ? (
        <Empty title="Not known while the service is silent">It is asked again by itself.</Empty>
      ) : (
        <div className={panel.flush ? styles.inset : undefined}>
          <Failed {...describeHere(error)} onRetry={() => void query.refetch()} />
        </div>
      )}
    </Panel>
  )
}

/** Elsewhere the way on is to look at this page. */
const describeHere = (error: unknown) => ({
  ...describeError(error),
  ...(isPassing(error) ? { remedy: 'It is asked again by itself. Checks and Parts say what is away.' } : {}),
})
