import { Button, Skeleton } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { Suspense } from 'react'
import { Link, useParams, useSearchParams } from 'react-router'
import { describeError, hasCode } from '../api/error.ts'
import { useTransfer } from '../api/TransfersProvider.tsx'
import { isOpen } from '../api/transfers.ts'
import { paths } from '../paths.ts'
import { lazily } from '../ui/lazily.ts'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { PageSkeleton } from '../ui/PageSkeleton.tsx'
import { Panel } from '../ui/Panel.tsx'
import { ContentPanel } from './ContentPanel.tsx'
import { FailedUpload } from './FailedUpload.tsx'
import { IngestionPanel } from './IngestionPanel.tsx'
import { Receiving } from './Receiving.tsx'
import { TransferRow } from './TransferRow.tsx'
import { UploadFacts } from './UploadFacts.tsx'
import { useIngestionOf } from './use-ingestion.ts'
import { useUpload } from './use-upload.ts'

const PlanEditor = lazily(async () => (await import('./PlanEditor.tsx')).PlanEditor)

/** Everything about one file: its way here, what it holds, the plan, and each run into Druid. */
export function UploadPage() {
  const { uploadId = '' } = useParams()
  // another file is another page: nothing of the one before may linger
  return <UploadView key={uploadId} uploadId={uploadId} />
}

function UploadView({ uploadId }: { uploadId: string }) {
  const [search, setSearch] = useSearchParams()
  const transfer = useTransfer(uploadId)
  const { upload, profile, provisional, receivedBytes, error, pending } = useUpload(uploadId)
  const run = useIngestionOf(uploadId, search.get('ingestion'))
  const editing = run.id === null || search.get('plan') === 'edit'

  if (error && !upload && !transfer) return <Missing error={error} />
  if (!upload && !transfer && pending) return <PageSkeleton />

  const filename = upload?.filename ?? transfer?.filename ?? 'Upload'
  const showRun = (id: string) => {
    show({ ingestion: id, plan: null })
    window.scrollTo(0, 0)
  }
  const show = (changes: Readonly<Record<string, string | null>>) =>
    setSearch((before) => {
      const next = new URLSearchParams(before)
      for (const [name, value] of Object.entries(changes))
        if (value === null) next.delete(name)
        else next.set(name, value)
      return next
    })
  return (
    <Page
      title={filename}
      sub={<UploadFacts upload={upload} profile={profile} transfer={transfer} />}
      actions={
        <Button
          component={Link}
          to={paths.ingest()}
          variant="subtle"
          color="gray"
          leftSection={<IconArrowLeft size={15} aria-hidden />}
        >
          All files
        </Button>
      }
    >
      {transfer && (isOpen(transfer) || transfer.state === 'failed' || transfer.state === 'canceled') && (
        <Panel title="On the way" flush>
          <ul>
            <TransferRow transfer={transfer} />
          </ul>
        </Panel>
      )}
      {upload?.status === 'failed' && upload.error && (
        <FailedUpload id={uploadId} error={upload.error} isAsSaid={upload.dialectChoice !== null} />
      )}
      {upload?.status === 'receiving' && !transfer && <Receiving upload={upload} receivedBytes={receivedBytes} />}
      {run.id !== null && (
        <IngestionPanel
          key={run.id}
          id={run.id}
          onRun={showRun}
          onEdit={editing ? undefined : () => show({ plan: 'edit' })}
        />
      )}
      {upload?.status === 'ready' && upload.plan && profile ? (
        <Suspense fallback={<ProfileSkeleton />}>
          <PlanEditor
            upload={upload}
            plan={upload.plan}
            profile={profile}
            editing={editing && !run.pending}
            onSubmitted={showRun}
            tab={search.get('tab') ?? 'columns'}
            onTab={(tab) => show({ tab: tab === 'columns' ? null : tab })}
          />
        </Suspense>
      ) : profile ? (
        <ContentPanel profile={profile} provisional={provisional} />
      ) : (
        upload?.status !== 'failed' &&
        transfer?.state !== 'failed' &&
        transfer?.state !== 'canceled' && <ProfileSkeleton />
      )}
    </Page>
  )
}

function Missing({ error }: { error: unknown }) {
  const described = describeError(error)
  return (
    <Page title={hasCode(error, 'not_found') ? 'No such upload' : 'Upload'}>
      <Notice
        tone="bad"
        {...described}
        actions={
          <Button component={Link} to={paths.ingest()} variant="default">
            All files
          </Button>
        }
      />
    </Page>
  )
}

function ProfileSkeleton() {
  return (
    <Panel title="Columns" flush busy>
      <div style={{ padding: 12, display: 'grid', gap: 12 }}>
        {[1, 2, 3, 4, 5, 6].map((line) => (
          <Skeleton key={line} height={22} />
        ))}
      </div>
    </Panel>
  )
}
