import { Button, Menu } from '@mantine/core'
import { type ExportFormat, exportFormats, exportQuery, type Query } from '@nemeton/contract'
import { IconDownload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import { downloadFile } from '../api/download.ts'
import { describeError } from '../api/error.ts'
import { Notice } from '../ui/Notice.tsx'
import styles from './ExplorePage.module.css'

const titles: Readonly<Record<ExportFormat, string>> = { csv: 'CSV', ndjson: 'NDJSON', xlsx: 'Excel' }

/** The whole result as a file, without the limits of the page. */
export function ExportMenu({ question, of }: { question: Query; of: string }) {
  const stop = useRef<AbortController | null>(null)
  const download = useMutation({
    mutationFn: async (format: ExportFormat) => {
      const controller = new AbortController()
      stop.current = controller
      const named = `${question.datasource}.${format}`
      await downloadFile(exportQuery, { query: question, format }, named, controller.signal).catch((error: unknown) => {
        if (!controller.signal.aborted) throw error
      })
    },
  })
  if (download.isPending)
    return (
      <Button variant="default" onClick={() => stop.current?.abort()}>
        Stop the export
      </Button>
    )
  return (
    <>
      <Menu position="bottom-end" withinPortal={false}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconDownload size={14} aria-hidden />} aria-label={`Export ${of}`}>
            Export
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {exportFormats.map((format) => (
            <Menu.Item key={format} onClick={() => download.mutate(format)}>
              {titles[format]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {download.isError && (
        <div className={styles.failed}>
          <Notice
            tone="bad"
            {...describeError(download.error)}
            actions={
              <Button variant="default" onClick={() => download.reset()}>
                Close
              </Button>
            }
          />
        </div>
      )}
    </>
  )
}
