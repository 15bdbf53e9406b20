import { Button } from '@mantine/core'
import { downloadBundle } from '@nemeton/contract'
import { IconFileZip } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { downloadFile } from '../api/download.ts'
import { describeError } from '../api/error.ts'
import { Notice } from '../ui/Notice.tsx'
import styles from './RunButton.module.css'

/** What a bug report wants to know, in one file. */
export function BundleButton() {
  const download = useMutation({
    mutationFn: () => downloadFile(downloadBundle, undefined, 'nemeton-diagnostics.zip', new AbortController().signal),
  })
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconFileZip size={14} aria-hidden />}
        aria-describedby="bundle-holds"
        loading={download.isPending}
        onClick={() => download.mutate()}
      >
        Download bundle
      </Button>
      <span id="bundle-holds" className={styles.holds}>
        for a bug report: configuration, versions, checks, errors and task reports, every secret masked
      </span>
      {download.isError && (
        <div className={styles.failed}>
          <Notice tone="bad" {...describeError(download.error)} />
        </div>
      )}
    </>
  )
}
