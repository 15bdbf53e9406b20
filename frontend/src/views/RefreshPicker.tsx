import { Button, NativeSelect } from '@mantine/core'
import { useDocumentVisibility } from '@mantine/hooks'
import { IconRefresh } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { memo, useCallback, useEffect } from 'react'
import { useBusy } from '../api/use-busy.ts'
import { formatDuration } from '../format/duration.ts'

const offered = [10, 30, 60, 300, 900, 3600]

interface RefreshPickerProps {
  /** Between two refreshes; null refreshes by hand. */
  readonly seconds: number | null
  readonly onChange: (seconds: number | null) => void
}

/** Asks everything on the page anew: now, or again and again while the tab is seen. */
export const RefreshPicker = memo(function RefreshPicker({ seconds, onChange }: RefreshPickerProps) {
  const client = useQueryClient()
  const isBusy = useBusy('query')
  const isSeen = useDocumentVisibility() === 'visible'
  const ask = useCallback(() => {
    for (const key of ['datasource', 'query']) void client.invalidateQueries({ queryKey: [key] })
  }, [client])
  useEffect(() => {
    if (seconds === null || !isSeen) return
    const timer = setInterval(ask, seconds * 1000)
    return () => clearInterval(timer)
  }, [seconds, isSeen, ask])
  const choices = [...new Set([...offered, ...(seconds === null ? [] : [seconds])])].toSorted((a, b) => a - b)
  return (
    <>
      <Button variant="default" leftSection={<IconRefresh size={14} aria-hidden />} disabled={isBusy} onClick={ask}>
        Refresh
      </Button>
      <NativeSelect
        aria-label="Refresh by itself"
        value={seconds ?? ''}
        data={[
          { value: '', label: 'by hand' },
          ...choices.map((one) => ({ value: String(one), label: `every ${formatDuration(one * 1000)}` })),
        ]}
        onChange={(event) => onChange(Number(event.currentTarget.value) || null)}
      />
    </>
  )
})
