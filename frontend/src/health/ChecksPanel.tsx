import { Button, SegmentedControl } from '@mantine/core'
import type { Diagnostics } from '@nemeton/contract'
import type { UseQueryResult } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useLocation } from 'react-router'
import { Ago } from '../format/Ago.tsx'
import { formatDuration } from '../format/duration.ts'
import { formatCount } from '../format/number.ts'
import { Empty } from '../ui/Empty.tsx'
import { useNow } from '../ui/use-now.ts'
import { CheckRow } from './CheckRow.tsx'
import styles from './ChecksPanel.module.css'
import { groupTitles, sectionsOf } from './checks.ts'
import { countWords } from './glance.ts'
import { PolledPanel } from './PolledPanel.tsx'
import { useAddress } from './use-address.ts'

/** What was looked at, worst first. */
export function ChecksPanel({ diagnostics }: { diagnostics: UseQueryResult<Diagnostics> }) {
  const { onlyTrouble, change } = useAddress()
  useJump(diagnostics.data !== undefined)
  return (
    <PolledPanel
      title="Checks"
      anchor="checks"
      query={diagnostics}
      height={420}
      flush
      note={diagnostics.data && countWords(diagnostics.data.checks)}
      actions={
        <SegmentedControl
          aria-label="Show checks"
          value={onlyTrouble ? 'trouble' : 'all'}
          data={[
            { value: 'all', label: 'All' },
            { value: 'trouble', label: 'Only trouble' },
          ]}
          onChange={(next) => change({ onlyTrouble: next === 'trouble' })}
        />
      }
      foot={diagnostics.data && <Collection {...diagnostics.data} />}
    >
      {({ checks }) => <Sections checks={checks} />}
    </PolledPanel>
  )
}

function Sections({ checks }: Pick<Diagnostics, 'checks'>) {
  const address = useAddress()
  const now = useNow(10_000)
  const sections = sectionsOf(checks, address)
  if (checks.length === 0)
    return <Empty title="No check has run yet">They run by themselves; “Run checks now” does not wait for it.</Empty>
  if (sections.length === 0)
    return (
      <Empty
        title="No trouble"
        actions={
          <Button variant="default" onClick={() => address.change({ onlyTrouble: false })}>
            Show all {formatCount(checks.length, 'check')}
          </Button>
        }
      >
        Nothing is worse than a note.
      </Empty>
    )
  return sections.map(({ group, checks: own }) => (
    <section key={group} aria-labelledby={`group-${group}`}>
      <h3 id={`group-${group}`} className={styles.group}>
        {groupTitles[group]}
      </h3>
      {own.map((check) => (
        <CheckRow
          key={check.check}
          result={check}
          now={now}
          opened={address.opened.includes(check.check)}
          onChange={(isOpen) =>
            address.change({
              opened: [...address.opened.filter((name) => name !== check.check), ...(isOpen ? [check.check] : [])],
            })
          }
        />
      ))}
    </section>
  ))
}

function Collection({ collection: { instance, periodMs, tookMs, druidCalls }, checkedAt }: Diagnostics) {
  return (
    <p className={styles.collection}>
      {checkedAt && (
        <span>
          looked <Ago at={checkedAt} />
        </span>
      )}
      <span>every {formatDuration(periodMs)}</span>
      <span>by {instance}</span>
      {tookMs !== null && <span>took {formatDuration(tookMs)}</span>}
      {druidCalls !== null && <span>{formatCount(druidCalls, 'call')} to Druid</span>}
    </p>
  )
}

/** A link to a check leads the eye and the keyboard there, once it is on the page. */
function useJump(isThere: boolean): void {
  const { hash, key } = useLocation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same link pressed again leads there again
  useEffect(() => {
    if (!isThere || !hash.startsWith('#check-')) return
    const row = document.getElementById(decodeURIComponent(hash.slice(1)))
    row?.scrollIntoView({ block: 'center' })
    row?.querySelector('summary')?.focus({ preventScroll: true })
  }, [isThere, hash, key])
}
