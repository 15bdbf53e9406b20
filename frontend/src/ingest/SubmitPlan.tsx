import { Button } from '@mantine/core'
import { createIngestion, type ErrorBody, type Upload } from '@nemeton/contract'

import { IconArrowBarToDown } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { call } from '../api/call.ts'
import { describeError, hasCode } from '../api/error.ts'
import { newId } from '../api/id.ts'
import { Notice } from '../ui/Notice.tsx'
import { Clashes } from './Clashes.tsx'
import { ConfirmReplace } from './ConfirmReplace.tsx'
import { consentFor } from './consent.ts'
import { Duplicate } from './Duplicate.tsx'
import { Impact } from './Impact.tsx'
import styles from './PlanPanel.module.css'
import { ingestionQuery, ingestionsQuery } from './queries.ts'
import type { PlanDraft } from './use-plan.ts'

interface SubmitPlanProps {
  readonly upload: Upload
  readonly draft: PlanDraft
  readonly onSubmitted: (ingestionId: string) => void
}

/** What the load will take away and whether it was loaded before, the person's word on both, and the button. */
export function SubmitPlan({ upload, draft, onSubmitted }: SubmitPlanProps) {
  const { plan, planned, settled, error } = draft
  const client = useQueryClient()
  const [typed, setTyped] = useState('')
  /** A tick holds for what it was given for. */
  const [tickedFor, setTickedFor] = useState('')
  const [again, setAgain] = useState(false)
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
    onError: (error) => {
      // Somebody was faster with the same bytes: the plan's next answer says so, with the choice.
      if (hasCode(error, 'already_ingested')) void client.invalidateQueries({ queryKey: ['plan'] })
    },
  })
  const impact = planned?.impact ?? null
  const duplicate = planned?.duplicate ?? null
  const shown = JSON.stringify([plan.datasource, plan.mode, impact])
  const ticked = tickedFor === shown
  const agreed = { none: true, tick: ticked, name: typed === plan.datasource }[consentFor(plan, impact)]
  const mayRepeat = !duplicate?.countsTwice || again
  return (
    <div className={styles.submit}>
      <PlanTrouble error={error} refusal={plan.time === null ? null : (planned?.sampleError ?? null)} />
      <Clashes clashes={planned?.clashes ?? []} />
      <Impact plan={plan} impact={impact} />
      {duplicate && <Duplicate plan={plan} duplicate={duplicate} again={again} onAgain={setAgain} />}
      <ConfirmReplace
        plan={plan}
        impact={impact}
        typed={typed}
        onType={setTyped}
        ticked={ticked}
        onTick={(yes) => setTickedFor(yes ? shown : '')}
      />
      {submit.error && !(hasCode(submit.error, 'already_ingested') && duplicate) && (
        <Notice tone="bad" {...describeError(submit.error)} />
      )}
      <Button
        size="sm"
        fullWidth
        leftSection={<IconArrowBarToDown size={16} aria-hidden />}
        disabled={!settled || plan.time === null || !agreed || !mayRepeat}
        loading={submit.isPending}
        onClick={() => submit.mutate(again)}
      >
        Load into Druid
      </Button>
    </div>
  )
}

/** What stands against the plan, where it is submitted: on a narrow page the rows are far below. */
function PlanTrouble({ error, refusal }: { error: unknown; refusal: ErrorBody | null }) {
  if (error !== null && error !== undefined) return <Notice tone="bad" {...describeError(error)} />
  if (refusal === null) return null
  return <Notice tone="warn" cause={refusal.message} remedy="The first rows were not read by Druid under this plan." />
}
