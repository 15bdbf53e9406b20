import { Button, Skeleton, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { createIngestion, datasourceName, planUploads, type Upload } from '@nemeton/contract'
import { IconArrowBarToDown } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { z } from 'zod'
import { call } from '../api/call.ts'
import { describeError, hasCode } from '../api/error.ts'
import { newId } from '../api/id.ts'
import { formatCount } from '../format/number.ts'
import { formatRange } from '../format/time.ts'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import { sharedDatasource } from './batch.ts'
import { Clashes } from './Clashes.tsx'
import { earlierOf } from './earlier.ts'
import { Impact } from './Impact.tsx'
import { ingestionsQuery } from './queries.ts'
import styles from './TogetherOffer.module.css'

type Planned = z.infer<typeof planUploads.result>

interface TogetherOfferProps {
  readonly uploads: readonly Upload[]
  /** One of them was loaded before, by that run. */
  readonly onRefused: (uploadId: string, earlier: string) => void
}

/** Files of one shape: the plan that they would share, and the one click that agrees to it. */
export function TogetherOffer({ uploads, onRefused }: TogetherOfferProps) {
  const client = useQueryClient()
  const key = useRef(newId())
  const [name, setName] = useState(() => sharedDatasource(uploads))
  const [datasource] = useDebouncedValue(name, 250)
  const checked = datasourceName.safeParse(name)
  const uploadIds = uploads.map(({ id }) => id)
  const planned = useQuery({
    queryKey: ['plan-together', uploadIds, datasource],
    queryFn: ({ signal }) => call(planUploads, { body: { uploadIds, datasource }, signal }),
    enabled: datasourceName.safeParse(datasource).success,
    staleTime: 60_000,
    retry: false,
  })
  const submit = useMutation({
    mutationFn: ({ plan }: Planned) =>
      call(createIngestion, { body: { uploadIds, plan }, headers: { 'idempotency-key': key.current } }),
    onError: (error) => {
      key.current = newId()
      const earlier = hasCode(error, 'already_ingested') ? earlierOf(error) : null
      if (earlier?.uploadId) onRefused(earlier.uploadId, earlier.ingestionId)
    },
    onSettled: () => client.invalidateQueries({ queryKey: ingestionsQuery.queryKey }),
  })
  const isSettled = planned.data !== undefined && datasource === name && checked.success
  return (
    <Panel
      title={`${formatCount(uploads.length, 'file')} of one shape`}
      note="Druid can load them as one task"
      busy={planned.isLoading}
    >
      <div className={styles.offer}>
        <TextInput
          label="Into the datasource"
          value={name}
          error={checked.success ? undefined : checked.error.issues[0]?.message}
          spellCheck={false}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div className={styles.facts}>
          {planned.data ? <Facts planned={planned.data} /> : planned.isLoading && <Skeleton height={58} />}
        </div>
        <Button
          size="sm"
          leftSection={<IconArrowBarToDown size={16} aria-hidden />}
          disabled={!isSettled || planned.data?.plan.time === null}
          loading={submit.isPending || submit.isSuccess}
          onClick={() => planned.data && submit.mutate(planned.data)}
        >
          Load these {uploads.length} files together as one
        </Button>
      </div>
      {planned.isError && <Notice tone="warn" {...describeError(planned.error)} />}
      {submit.error && <Notice tone="bad" {...describeError(submit.error)} />}
    </Panel>
  )
}

function Facts({ planned: { plan, files, staged, impact, clashes } }: { planned: Planned }) {
  const rows = files.reduce((sum, file) => sum + file.rows, 0)
  const { time } = plan
  return (
    <>
      <p>
        {formatCount(rows, 'row')}, {formatCount(plan.columns.filter(({ include }) => include).length, 'column')}
        {time?.kind === 'column' && `, ${formatRange(Date.parse(time.min), Date.parse(time.max), 'Etc/UTC')} UTC`}
        {`, segments by ${plan.segmentGranularity}`}
        {staged && '; copies that Druid can read are made first'}.
      </p>
      {time === null && (
        <p>They have no time column: open one of them to choose an instant, and load each by itself.</p>
      )}
      <Impact plan={plan} impact={impact} />
      <Clashes clashes={clashes ?? []} />
    </>
  )
}
