import { ActionIcon, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import type { Retention, RetentionRule } from '@nemeton/contract'
import { IconArrowUp, IconX } from '@tabler/icons-react'
import { useNow } from '../ui/use-now.ts'
import styles from './DatasourcePage.module.css'
import { PeriodField } from './PeriodField.tsx'
import { actionNames, whenNames, withAction, withKind } from './rule-words.ts'

interface RuleEditorProps {
  readonly number: number
  readonly rule: RetentionRule
  readonly tiers: Retention['tiers']
  readonly onChange: (rule: RetentionRule) => void
  readonly onRemove: () => void
  readonly onUp: (() => void) | null
}

const kinds = ['forever', 'period', 'beforePeriod', 'interval'] as const

/** One rule as a sentence of choices. */
export function RuleEditor({ number, rule, tiers, onChange, onRemove, onUp }: RuleEditorProps) {
  const today = new Date(useNow(3_600_000)).toISOString()
  const { action, when } = rule
  return (
    <div className={styles.rule}>
      <div className={styles.line}>
        <NativeSelect
          aria-label={`Rule ${number} does`}
          value={action}
          data={Object.entries(actionNames).map(([value, label]) => ({ value, label }))}
          onChange={(event) => onChange(withAction(rule, event.currentTarget.value as RetentionRule['action']))}
        />
        <NativeSelect
          aria-label={`Rule ${number} is for`}
          value={when.kind}
          data={kinds
            .filter((kind) => kind !== 'beforePeriod' || action === 'drop')
            .map((kind) => ({ value: kind, label: whenNames[kind] }))}
          onChange={(event) => onChange(withKind(rule, event.currentTarget.value as (typeof kinds)[number], today))}
        />
        {onUp && (
          <ActionIcon aria-label={`Move rule ${number} up`} onClick={onUp}>
            <IconArrowUp size={15} />
          </ActionIcon>
        )}
        <ActionIcon aria-label={`Remove rule ${number}`} onClick={onRemove}>
          <IconX size={15} />
        </ActionIcon>
      </div>
      <WhenFields number={number} rule={rule} onChange={onChange} />
      {rule.action === 'load' && <Copies number={number} rule={rule} tiers={tiers} onChange={onChange} />}
    </div>
  )
}

type FieldsProps = Pick<RuleEditorProps, 'number' | 'rule' | 'onChange'>

function WhenFields({ number, rule, onChange }: FieldsProps) {
  const { when } = rule
  const put = (next: RetentionRule['when']) => onChange({ ...rule, when: next } as RetentionRule)
  switch (when.kind) {
    case 'forever':
      return null
    case 'beforePeriod':
    case 'period':
      return (
        <div className={styles.line}>
          <PeriodField
            label={`Rule ${number} length`}
            period={when.period}
            onChange={(period) => put({ ...when, period })}
          />
          {when.kind === 'period' && (
            <Checkbox
              label="and the future"
              checked={when.includeFuture}
              onChange={(event) => put({ ...when, includeFuture: event.currentTarget.checked })}
            />
          )}
        </div>
      )
    case 'interval': {
      const [from = '', to = ''] = when.interval.split('/')
      const day = (text: string) => (text === '' ? '' : `${text}T00:00:00.000Z`)
      return (
        <div className={styles.line}>
          <TextInput
            type="date"
            label="From, UTC"
            aria-label={`Rule ${number} from, UTC`}
            value={from.slice(0, 10)}
            onChange={(event) => put({ ...when, interval: `${day(event.currentTarget.value)}/${to}` })}
          />
          <TextInput
            type="date"
            label="Up to, without"
            aria-label={`Rule ${number} up to, without`}
            value={to.slice(0, 10)}
            onChange={(event) => put({ ...when, interval: `${from}/${day(event.currentTarget.value)}` })}
          />
        </div>
      )
    }
  }
}

function Copies({
  number,
  rule,
  tiers,
  onChange,
}: {
  number: number
  rule: Extract<RetentionRule, { action: 'load' }>
  tiers: Retention['tiers']
  onChange: (rule: RetentionRule) => void
}) {
  const { replicas } = rule
  const names = [...new Set([...tiers.map(({ name }) => name), ...Object.keys(replicas)])]
  return (
    <div className={styles.line}>
      {names.map((tier) => {
        const there = tiers.find(({ name }) => name === tier)?.historicals ?? 0
        const count = replicas[tier] ?? 0
        return (
          <TextInput
            key={tier}
            type="number"
            min={0}
            max={100}
            className={styles.number}
            label={names.length === 1 ? 'Copies' : `Copies in ${tier}`}
            aria-label={`Rule ${number} copies in ${tier}`}
            value={String(count)}
            error={count > there ? `${there} of them have a historical` : undefined}
            onChange={(event) => {
              const wanted = Math.min(100, Math.max(0, Math.trunc(Number(event.currentTarget.value)) || 0))
              onChange({ ...rule, replicas: { ...replicas, [tier]: wanted } })
            }}
          />
        )
      })}
    </div>
  )
}
