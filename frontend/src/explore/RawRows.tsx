import { Skeleton } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { describeError } from '../api/error.ts'
import { formatCount } from '../format/number.ts'
import { Empty } from '../ui/Empty.tsx'
import { Failed } from '../ui/Failed.tsx'
import { focusBeyond } from '../ui/focus-beyond.ts'
import { DataGrid } from '../ui/grid/DataGrid.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { Panel } from '../ui/Panel.tsx'
import { ExportMenu } from './ExportMenu.tsx'
import { askTable } from './queries.ts'
import { within } from './questions.ts'
import { gridColumns, type RawPage, rawColumns, rawQuestion } from './raw-rows.ts'
import type { Scene } from './scene.ts'
import type { Update } from './use-exploration.ts'

const height = 460

/** The rows behind the numbers, newest first; more come when the end is in sight. */
export function RawRows({ scene, update }: { scene: Scene; update: Update }) {
  const asked = within(scene)
  const names = rawColumns(scene.datasource)
  const query = useInfiniteQuery({
    queryKey: ['query', 'raw', asked, names],
    queryFn: ({ pageParam, signal }) => askTable(rawQuestion(asked, names, pageParam), signal, 'raw rows'),
    initialPageParam: null as RawPage | null,
    getNextPageParam: (page) => page.next ?? null,
    staleTime: 60_000,
  })
  const pages = query.data?.pages
  const rows = useMemo(() => pages?.flatMap((page) => page.rows) ?? [], [pages])
  const columns = pages?.[0]?.columns
  const drawn = useMemo(() => columns && gridColumns(columns, asked.timezone), [columns, asked.timezone])
  const { hasNextPage, isFetching, fetchNextPage, isFetchNextPageError } = query
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage()
  }, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage])
  return (
    <Panel
      title="Raw rows"
      note={rows.length > 0 && `${formatCount(rows.length, 'row')}${hasNextPage ? ', more as you scroll' : ''}`}
      flush
      busy={query.isPending || query.isFetchingNextPage}
      actions={
        <>
          <ExportMenu question={rawQuestion(asked, names, null)} of="the raw rows" />
          <IconButton
            label="Hide the rows"
            onPress={() => {
              const panel = document.activeElement?.closest('section')
              if (panel) focusBeyond(panel)
              update((state) => ({ ...state, rows: false }))
            }}
          >
            <IconX size={16} />
          </IconButton>
        </>
      }
    >
      <div style={{ minHeight: height }}>
        {query.isError && (
          <div style={{ padding: 12 }}>
            <Failed
              {...describeError(query.error)}
              onRetry={() => void (isFetchNextPageError ? query.fetchNextPage() : query.refetch())}
            />
          </div>
        )}
        {query.isPending ? (
          <Skeleton height={height} />
        ) : rows.length === 0 ? (
          !query.isError && <Empty title="No rows in this interval under these filters" />
        ) : (
          drawn && (
            <DataGrid caption="Raw rows, newest first" columns={drawn} rows={rows} maxHeight={height} onEnd={onEnd} />
          )
        )}
      </div>
    </Panel>
  )
}
