import { Button } from '@mantine/core'
import type { Datasource, Drop } from '@nemeton/contract'
import { IconChartAreaLine, IconUpload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { datasourceQuery } from '../api/datasources.ts'
import { describeError, hasCode } from '../api/error.ts'
import { paths } from '../paths.ts'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { PageFailed } from '../ui/PageFailed.tsx'
import { PageSkeleton } from '../ui/PageSkeleton.tsx'
import { ColumnsPanel } from './ColumnsPanel.tsx'
import { CompactionPanel } from './CompactionPanel.tsx'
import styles from './DatasourcePage.module.css'
import { Description } from './Description.tsx'
import { DropButton } from './DropButton.tsx'
import { DroppedNotice } from './DroppedNotice.tsx'
import { Facts } from './Facts.tsx'
import { HistoryPanel } from './HistoryPanel.tsx'
import { MeasuresPanel } from './MeasuresPanel.tsx'
import { dropsQuery, refetchInterval } from './queries.ts'
import { RetentionPanel } from './RetentionPanel.tsx'
import { TimelinePanel } from './TimelinePanel.tsx'

/** One datasource: what is in it, how it came in, how long it stays. */
export function DatasourcePage() {
  const { name = '' } = useParams()
  const datasource = useQuery({ ...datasourceQuery(name), refetchInterval })
  const drops = useQuery(dropsQuery(name))
  if (datasource.isPending || drops.isPending) return <PageSkeleton />
  const last = drops.data?.items.find(({ status }) => status !== 'restored' && status !== 'killed') ?? null
  if (datasource.isError && hasCode(datasource.error, 'not_found') && drops.data?.items.length)
    return <Dropped name={name} last={last} />
  if (!datasource.data)
    return (
      <PageFailed
        title={name}
        {...describeError(datasource.error)}
        onRetry={() => void datasource.refetch()}
        more={
          <Button variant="default" component={Link} to={paths.datasources()}>
            All datasources
          </Button>
        }
      />
    )
  return <Present key={name} datasource={datasource.data} last={last} />
}

function Present({ datasource, last }: { datasource: Datasource; last: Drop | null }) {
  const { name } = datasource
  return (
    <Page
      title={name}
      actions={
        <>
          <Button
            component={Link}
            to={paths.exploration(name)}
            leftSection={<IconChartAreaLine size={15} aria-hidden />}
          >
            Explore
          </Button>
          <Button
            variant="default"
            component={Link}
            to={paths.ingest()}
            leftSection={<IconUpload size={15} aria-hidden />}
          >
            Load a file
          </Button>
          <DropButton datasource={datasource} />
        </>
      }
    >
      <Description datasource={datasource} />
      {last && <DroppedNotice drop={last} />}
      <Facts datasource={datasource} />
      <div className={styles.columns}>
        <div className={styles.main}>
          <TimelinePanel name={name} />
          <ColumnsPanel datasource={datasource} />
          <HistoryPanel name={name} />
        </div>
        <div className={styles.aside}>
          <MeasuresPanel datasource={datasource} />
          <RetentionPanel name={name} />
          <CompactionPanel name={name} />
        </div>
      </div>
    </Page>
  )
}

/** Nothing of it is in Druid now. */
function Dropped({ name, last }: { name: string; last: Drop | null }) {
  return (
    <Page
      title={name}
      actions={
        <Button variant="default" component={Link} to={paths.datasources()}>
          All datasources
        </Button>
      }
    >
      {last ? (
        <DroppedNotice drop={last} />
      ) : (
        <Notice
          tone="warn"
          cause="It was dropped, and Druid has deleted its segments for good."
          remedy="Load its files again."
        />
      )}
      <HistoryPanel name={name} />
    </Page>
  )
}
