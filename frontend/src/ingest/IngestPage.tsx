import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { useTransferList } from '../api/TransfersProvider.tsx'
import { isOpen } from '../api/transfers.ts'
import { formatBytes } from '../format/bytes.ts'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { Panel } from '../ui/Panel.tsx'
import { BatchPanel } from './BatchPanel.tsx'
import { DropZone } from './DropZone.tsx'
import { History } from './History.tsx'
import { uploadLimitBytes } from './head-check.ts'
import { limitsQuery } from './queries.ts'
import { TransferRow } from './TransferRow.tsx'
import { useSendFiles } from './use-send-files.ts'

const mostTogether = 100

/** Where a file comes in, and what came in before. */
export function IngestPage() {
  const { send, refusals, forget } = useSendFiles()
  const limits = useQuery(limitsQuery)
  const [search] = useSearchParams()
  const batch = (search.get('files') ?? '')
    .split(',')
    .filter((id) => id !== '')
    .slice(0, mostTogether)
  const transfers = useTransferList().filter((transfer) => transfer.state !== 'stored')
  // what can pause has its button there
  const alone = transfers.filter((transfer) => !isOpen(transfer) || transfer.resumable || !batch.includes(transfer.id))
  return (
    <Page title="Ingest" sub="A file goes in; you slice it a minute later.">
      <DropZone
        onFiles={(files) => void send(files)}
        limit={formatBytes(limits.data?.uploadBytes ?? uploadLimitBytes)}
      />
      {refusals.map(({ key, filename, cause, remedy }) => (
        <Notice
          key={key}
          tone="bad"
          cause={`${filename}: ${cause}`}
          remedy={`${remedy} Nothing was sent.`}
          actions={
            <Button variant="default" onClick={() => forget(key)}>
              Dismiss
            </Button>
          }
        />
      ))}
      {batch.length > 0 && <BatchPanel ids={batch} />}
      {alone.length > 0 && (
        <Panel title="On the way" flush>
          <ul>
            {alone.map((transfer) => (
              <TransferRow key={transfer.id} transfer={transfer} />
            ))}
          </ul>
        </Panel>
      )}
      <History hidden={new Set([...batch, ...transfers.filter(isOpen).map(({ id }) => id)])} />
    </Page>
  )
}
