import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { save } from '../api/download.ts'
import { describeError } from '../api/error.ts'
import { formatBytes } from '../format/bytes.ts'
import { exportCsv } from './export.ts'
import styles from './SqlPage.module.css'

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'reading'; readonly bytes: number }
  | { readonly kind: 'failed'; readonly why: string }

/** Asks once more without a limit of rows, and gives the whole answer as a file; pressing again stops it. */
export function ExportButton({ statement }: { statement: string }) {
  const [state, setState] = useState<State>({ kind: 'idle' })
  const leave = useRef<AbortController | null>(null)
  useEffect(() => () => leave.current?.abort(), [])
  const press = async () => {
    if (leave.current) {
      leave.current.abort()
      return
    }
    const controller = new AbortController()
    leave.current = controller
    setState({ kind: 'reading', bytes: 0 })
    try {
      const blob = await exportCsv({
        statement,
        signal: controller.signal,
        onProgress: (bytes) => setState({ kind: 'reading', bytes }),
      })
      save(blob, `query-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.csv`)
      setState({ kind: 'idle' })
    } catch (error) {
      setState(controller.signal.aborted ? { kind: 'idle' } : { kind: 'failed', why: describeError(error).cause })
    } finally {
      leave.current = null
    }
  }
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconDownload size={14} aria-hidden />}
        onClick={() => void press()}
      >
        {state.kind === 'reading' ? `Stop (${formatBytes(state.bytes)})` : 'Export CSV'}
      </Button>
      {state.kind === 'failed' && (
        <span role="alert" className={styles.cut}>
          Not exported: {state.why}
        </span>
      )}
    </>
  )
}
