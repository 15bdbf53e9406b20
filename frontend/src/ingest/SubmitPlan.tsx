import { Button, TextInput } from '@mantine/core'
import { createIngestion, getIngestion, type IngestionPlan, type planImpact, type Upload } from '@nemeton/contract'
import { IconArrowBarToDown } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { Link } from 'react-router'
import type { z } from 'zod'
import { call } from '../api/call.ts'
import { describeError, hasCode } from '../api/error.ts'
import { newId } from '../api/id.ts'
import { formatCount } from '../format/number.ts'
import { formatRange } from '../format/time.ts'
import { paths } from '../paths.ts'
import { Notice } from '../ui/Notice.tsx'
import { Clashes } from './Clashes.tsx'
import { earlierOf } from './earlier.ts'
import styles from './PlanPanel.module.css'
import { ingestionQuery, ingestionsQuery } from './queries.ts'
import type { PlanDraft } from './use-plan.ts'

interface SubmitPlanProps {
  readonly upload: Upload
  readonly draft: PlanDraft
  readonly onSubmitted: (ingestionId: string) => void
}

/** What the load will take away, and the button that starts it. */
export function SubmitPlan({ upload, draft, onSubmitted }: SubmitPlanProps) {
  const { plan, planned, settled } = draft
  const client = useQueryClient()
  const [typed, setTyped] = useState('')
  const key = useRef(newId())
  const submit = useMutation({
    mutationFn: (allowDuplicate: boolean) =>
      call(createIngestion, {
        body: { uploadId: upload.id, plan: planned?.plan ?? plan, allowDuplicate },
        headers: { 'idempotency-key': key.current },
      }),
    onSuccess: (ingestion) => {
      key.current = newId()
      client.setQueryData(ingestionQuery(ingestion.id).queryKey, ingestion)
      void client.invalidateQueries({ queryKey: ingestionsQuery.queryKey })
      onSubmitted(ingestion.id)
    },
  })
  const needsName = plan.mode === 'overwrite' && (planned?.impact?.existingRows ?? 0) > 0
  const confirmed = !needsName || typed === plan.datasource
  const earlier = hasCode(submit.error, 'already_ingested')
    ? (earlierOf(submit.error)?.ingestionId ?? null)
    : upload.duplicateOf
  return (
    <div className={styles.submit}>
      <Clashes clashes={planned?.clashes ?? []} />
      <Impact plan={plan} impact={planned?.impact ?? null} />
      {needsName && (
        <TextInput
          label={`Type ${plan.datasource} to replace all of it`}
          value={typed}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      {submit.error && !hasCode(submit.error, 'already_ingested') && (
        <Notice tone="bad" {...describeError(submit.error)} />
      )}
      {hasCode(submit.error, 'already_ingested') ? (
        <Duplicate
          earlier={earlier}
          message={describeError(submit.error).cause}
          onAgain={() => submit.mutate(true)}
          busy={submit.isPending}
        />
      ) : (
        earlier !== null && <Duplicate earlier={earlier} message="The same bytes went into this datasource before." />
      )}
      <Button
        size="sm"
        fullWidth
        leftSection={<IconArrowBarToDown size={16} aria-hidden />}
        disabled={!settled || plan.time === null || !confirmed}
        loading={submit.isPending}
        onClick={() => submit.mutate(false)}
      >
        Load into Druid
      </Button>
    </div>
  )
}

export function Impact({ plan, impact }: { plan: IngestionPlan; impact: z.infer<typeof planImpact> | null }) {
  if (impact === null) return <p className={styles.reason}>What is there already is not known yet.</p>
  if (impact.existingRows === 0) return <p className={styles.reason}>Makes a new datasource. Nothing is replaced.</p>
  if (plan.mode === 'append')
    return <p className={styles.reason}>Adds to {formatCount(impact.existingRows, 'row')}. Nothing is replaced.</p>
  return (
    <div className={styles.impact}>
      <Notice
        tone="warn"
        cause={`Replaces ${formatCount(impact.replacedRows, 'row')} of ${formatCount(impact.existingRows, 'row')}, in ${formatCount(impact.replacedSegments, 'segment')}.`}
        remedy={
          <>
            {impact.intervals.slice(0, 4).map((interval) => (
              <span key={interval} style={{ display: 'block' }}>
                {readInterval(interval)}
              </span>
            ))}
            {impact.intervals.length > 4 && `and ${formatCount(impact.intervals.length - 4, 'more interval')}`}
          </>
        }
      />
    </div>
  )
}

/** Intervals over all of time have ends that no calendar shows. */
export function readInterval(interval: string): string {
  const [from, to] = interval.split('/').map((end) => Date.parse(end))
  if (from === undefined || to === undefined || Number.isNaN(from) || Number.isNaN(to)) return 'all of time'
  return formatRange(from, to, 'Etc/UTC')
}

interface DuplicateProps {
  readonly earlier: string | null
  readonly message: string
  readonly onAgain?: () => void
  readonly busy?: boolean
}

function Duplicate({ earlier, message, onAgain, busy }: DuplicateProps) {
  const before = useQuery({
    queryKey: ['ingestion', earlier],
    queryFn: ({ signal }) => call(getIngestion, { params: { id: earlier ?? '' }, signal }),
    enabled: earlier !== null,
  })
  return (
    <Notice
      tone="warn"
      cause={message}
      remedy="Loading it again would count every row twice."
      actions={
        <>
          {before.data && (
            <Button component={Link} to={paths.upload(before.data.uploadId, before.data.id)} variant="default">
              See the earlier load
            </Button>
          )}
          {onAgain && (
            <Button variant="default" loading={busy} onClick={onAgain}>
              Load it again
            </Button>
          )}
        </>
      }
    />
  )
}
