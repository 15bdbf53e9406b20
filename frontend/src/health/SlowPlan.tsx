import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { describeError } from '../api/error.ts'
import { Failed } from '../ui/Failed.tsx'
import { PlanTree } from '../visualizations/PlanTree.tsx'
import { readPlan } from '../visualizations/plan.ts'
import { planQuery } from './queries.ts'

/** Druid is asked for the plan when somebody wants to see it. */
export function SlowPlan({ id }: { id: string }) {
  const [isWanted, setWanted] = useState(false)
  const plan = useQuery({ ...planQuery(id), enabled: isWanted })
  if (!isWanted)
    return (
      <Button variant="default" w="fit-content" onClick={() => setWanted(true)}>
        Show Druid’s plan
      </Button>
    )
  if (plan.isPending) return <Skeleton height={120} />
  if (plan.isError) return <Failed {...describeError(plan.error)} onRetry={() => void plan.refetch()} />
  const read = readPlan(plan.data.plan)
  return read ? (
    <PlanTree {...read} />
  ) : (
    <PlanTree steps={[]} raw={JSON.stringify(plan.data.plan, null, 2) ?? 'Druid said nothing.'} />
  )
}
