import type { CheckResult, Evidence } from '@nemeton/contract'
import { IconExternalLink } from '@tabler/icons-react'
import { formatBytes } from '../format/bytes.ts'
import { formatDuration } from '../format/duration.ts'
import { Instant } from '../format/Instant.tsx'
import { formatInstant } from '../format/instant.ts'
import { formatNumber, formatShare } from '../format/number.ts'
import { CopyText } from '../ui/CopyText.tsx'
import styles from './CheckDetails.module.css'
import { CheckHistory } from './CheckHistory.tsx'
import { Statement } from './Statement.tsx'
import { useAddress } from './use-address.ts'

/** On what the judgement rests, what to do, and how it was before. */
export function CheckDetails({ result }: { result: CheckResult }) {
  const { check, remedy, link, subjects, evidence, firstSeen, lastChanged, checkedAt } = result
  const { zone } = useAddress()
  return (
    <div className={styles.details}>
      {(remedy || link) && (
        <div className={styles.remedy}>
          {remedy && (
            <p>
              <b>What to do.</b> {remedy}
            </p>
          )}
          {link && (
            <a href={link.url} target="_blank" rel="noreferrer">
              {link.title} <IconExternalLink size={13} aria-hidden />
              <span className="visually-hidden"> (opens beside this page)</span>
            </a>
          )}
        </div>
      )}
      {subjects.length > 0 && (
        <div>
          <h4 className={styles.head}>Concerned</h4>
          <ul className={styles.subjects}>
            {subjects.map((name) => (
              <li key={name}>
                <CopyText text={name} label={`Copy ${name}`} />
              </li>
            ))}
          </ul>
        </div>
      )}
      {evidence.facts.length > 0 && <Facts facts={evidence.facts} zone={zone} />}
      {evidence.source !== '' && (
        <div>
          <h4 className={styles.head}>Shown by</h4>
          <Statement text={evidence.source} />
        </div>
      )}
      <CheckHistory check={check} />
      <p className={styles.times}>
        <span>first seen {firstSeen ? <Instant at={firstSeen} zone={zone} /> : '–'}</span>
        <span>
          changed <Instant at={lastChanged} zone={zone} />
        </span>
        <span>
          checked <Instant at={checkedAt} zone={zone} />
        </span>
      </p>
    </div>
  )
}

type Fact = Evidence['facts'][number]

function Facts({ facts, zone }: { facts: readonly Fact[]; zone: string }) {
  return (
    <div>
      <h4 className={styles.head}>Evidence</h4>
      <dl className={styles.facts}>
        {facts.map((fact) => (
          <div key={fact.label} className={styles.fact}>
            <dt>{fact.label}</dt>
            <dd>{factText(fact, zone)}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

function factText({ value, unit }: Fact, zone: string): string {
  if (value === null) return 'not known'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (unit === 'instant') {
    const instant = typeof value === 'number' ? value : Date.parse(value)
    return Number.isFinite(instant) ? formatInstant(instant, zone) : String(value)
  }
  if (typeof value === 'string') return value
  switch (unit) {
    case 'bytes':
      return formatBytes(value)
    case 'ms':
      return formatDuration(value)
    case 'share':
      return formatShare(value)
    default:
      return formatNumber(value)
  }
}
