import { Button, NativeSelect } from '@mantine/core'
import { useDocumentVisibility } from '@mantine/hooks'
import { IconRefresh } from '@tabler/icons-react'
import { useIsFetching, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect } from 'react'
import { formatDuration } from '../format/duration.ts'
import type { Scene } from './scene.ts'
import type { Update } from './use-exploration.ts'

const offered = [10, 30, 60, 300, 900]

/** Asks everything anew: now, or again and again while the tab is seen. */
export function RefreshPicker({ scene, update }: { scene: Scene; update: Update }) {
  const { refresh } = scene.exploration
  const client = useQueryClient()
  const busy = useIsFetching({ queryKey: ['query'] }) > 0
  const seen = useDocumentVisibility() === 'visible'
  const ask = useCallback(() => {
    for (const key of ['datasource', 'bounds', 'query']) void client.invalidateQueries({ queryKey: [key] })
  }, [client])
  useEffect(() => {
    if (refresh === null || !seen) return
    const timer = setInterval(ask, refresh * 1000)
    return () => clearInterval(timer)
  }, [refresh, seen, ask])
  return (
    <>
      <Button variant="default" leftSection={<IconRefresh size={14} aria-hidden />} disabled={busy} onClick={ask}>
        Refresh
      </Button>
      <NativeSelect
        aria-label="Refresh by itself"
        value={refresh ?? ''}
        data={[
          { value: '', label: 'by hand' },
          ...[...new Set([...offered, ...(refresh === null ? [] : [refresh])])]
            .sort((one, other) => one - other)
            .map((seconds) => ({ value: String(seconds), label: `every ${formatDuration(seconds * 1000)}` })),
        ]}
        onChange={(event) => {
          const next = Number(event.currentTarget.value)
          update((state) => ({ ...state, refresh: next > 0 ? next : null }))
        }}
      />
    </>
  )
}
