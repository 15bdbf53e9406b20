import { Button } from '@mantine/core'
import { deleteUpload, type Upload } from '@nemeton/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import { call } from '../api/call.ts'
import { describeError } from '../api/error.ts'
import { forgetUnfinished } from '../api/send-resumable.ts'
import { formatBytes } from '../format/bytes.ts'
import { formatTime } from '../format/time.ts'
import { paths } from '../paths.ts'
import { Notice } from '../ui/Notice.tsx'
import { uploadsQuery } from './queries.ts'
import { shareWords } from './TransferRow.tsx'

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

/** A file that this page does not send: how much of it is there, and how it goes on. */
export function Receiving({ upload, receivedBytes }: { upload: Upload; receivedBytes: number | null }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const discard = useMutation({
    mutationFn: () => call(deleteUpload, { params: { id: upload.id } }),
    onSuccess: async () => {
      await forgetUnfinished(upload.id).catch(() => {})
      await client.invalidateQueries({ queryKey: uploadsQuery.queryKey })
      navigate(paths.ingest())
    },
  })
  const arrived = Math.max(receivedBytes ?? 0, upload.bytes)
  if (upload.resumable === null)
    return (
      <Notice
        tone="info"
        cause={`This file is still being sent, ${formatBytes(arrived)} so far.`}
        remedy="It comes from another tab or program; its profile appears here when it is complete."
      />
    )
  const { length, expiresAt } = upload.resumable
  const until = `${formatTime(Date.parse(expiresAt), 'minute', zone)} (${zone})`
  return (
    <>
      <Notice
        tone="info"
        cause={`This file has not arrived whole: ${shareWords(arrived, length)}.`}
        remedy={`Unless another tab is sending it, choose the same file again in this browser: it goes on where it stopped. What has come is kept until ${until}.`}
        actions={
          <>
            <Button component={Link} to={paths.ingest()} variant="default">
              Choose the file
            </Button>
            <Button variant="subtle" color="red" loading={discard.isPending} onClick={() => discard.mutate()}>
              Discard
            </Button>
          </>
        }
      />
      {discard.error && <Notice tone="bad" {...describeError(discard.error)} />}
    </>
  )
}
