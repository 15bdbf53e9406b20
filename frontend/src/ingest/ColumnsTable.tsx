import { ActionIcon, Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import type { ColumnProfile, PlanColumn, Profile } from '@nemeton/contract'
import { IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { formatExact, formatNumber, formatShare } from '../format/number.ts'
import { formatTime } from '../format/time.ts'
import { classes } from '../ui/classes.ts'
import { Histogram } from '../ui/Histogram.tsx'
import { ScrollBox } from '../ui/ScrollBox.tsx'
import { valueWords } from '../ui/value-words.ts'
import styles from './ColumnsTable.module.css'
import type { ColumnChange } from './plan-changes.ts'
import { reasonWords } from './reason.ts'

interface ColumnsTableProps {
  readonly profile: Profile
  /** The plan's columns; without them the table only tells. */
  readonly planned?: readonly PlanColumn[]
  readonly onChange?: (change: ColumnChange) => void
}

const pageSize = 100

/** Each column with what it holds, and beside it what will become of it. */
export function ColumnsTable({ profile, planned, onChange }: ColumnsTableProps) {
  const [shown, setShown] = useState(pageSize)
  const plans = new Map(planned?.map((column) => [column.name, column]))
  return (
    <>
      <ScrollBox label="Columns">
        <table className={styles.table}>
          <caption className="visually-hidden">Columns of the file</caption>
          <thead>
            <tr>
              {onChange && (
                <th scope="col">
                  <span className="visually-hidden">Load</span>
                </th>
              )}
              <th scope="col">Column</th>
              <th scope="col">Type and role</th>
              <th scope="col" className={styles.number}>
                Empty
              </th>
              <th scope="col" className={styles.number}>
                Distinct
              </th>
              <th scope="col">Least … greatest</th>
              <th scope="col">Values</th>
            </tr>
          </thead>
          <tbody>
            {profile.columns.slice(0, shown).map((column) => (
              <ColumnRow
                key={column.name}
                column={column}
                rows={profile.rows}
                plan={plans.get(column.name)}
                onChange={onChange}
              />
            ))}
          </tbody>
        </table>
      </ScrollBox>
      {profile.columns.length > shown && (
        <div className={styles.more}>
          <Button variant="default" onClick={() => setShown(shown + pageSize)}>
            Show more of {formatNumber(profile.columns.length)} columns
          </Button>
        </div>
      )}
    </>
  )
}

const types = ['string', 'long', 'double', 'boolean', 'timestamp'] as const
const typeNames = { string: 'text', long: 'whole number', double: 'decimal', boolean: 'yes/no', timestamp: 'time' }
const roleNames = { time: 'time', dimension: 'dimension', measure: 'measure' }

interface ColumnRowProps {
  readonly column: ColumnProfile
  readonly rows: number
  readonly plan: PlanColumn | undefined
  readonly onChange: ((change: ColumnChange) => void) | undefined
}

function ColumnRow({ column, rows, plan, onChange }: ColumnRowProps) {
  const { name } = column
  const { type, role, reason } = plan ?? column
  const change = (part: Omit<ColumnChange, 'name'>) => onChange?.({ name, ...part })
  const editable = plan !== undefined && onChange !== undefined
  const isTime = role === 'time'
  const nullShare = rows === 0 ? 0 : column.nulls / rows
  return (
    <tr className={classes(plan && !plan.include && styles.off)}>
      {onChange && (
        <td className={styles.check}>
          {plan && (
            <Checkbox
              aria-label={`Load ${name}`}
              checked={plan.include}
              disabled={isTime}
              onChange={(event) => change({ include: event.currentTarget.checked })}
            />
          )}
        </td>
      )}
      <th scope="row" className={styles.name}>
        <NameCell
          name={name}
          plan={editable && !isTime && plan.include ? plan : null}
          onRename={(as) => change({ as })}
        />
        {plan && plan.as !== name && <div className={styles.reason}>becomes {plan.as}</div>}
        <div className={styles.reason}>{reasonWords(reason)}</div>
      </th>
      <td className={styles.kind}>
        {editable && !isTime ? (
          <div className={styles.pair}>
            <NativeSelect
              aria-label={`Type of ${name}`}
              value={type}
              data={types.map((value) => ({ value, label: typeNames[value] }))}
              onChange={(event) => change({ type: event.currentTarget.value as (typeof types)[number] })}
            />
            <NativeSelect
              aria-label={`Role of ${name}`}
              value={role}
              data={['dimension', 'measure']}
              onChange={(event) => change({ role: event.currentTarget.value as 'dimension' | 'measure' })}
            />
          </div>
        ) : (
          <>
            <div>{typeNames[type]}</div>
            <div className={styles.reason}>{roleNames[role]}</div>
          </>
        )}
      </td>
      <td className={styles.number} data-label="Empty">
        <span className={styles.nulls} title={`${formatNumber(column.nulls)} of ${formatNumber(rows)} rows`}>
          {formatShare(nullShare)}
          <span className={styles.meter}>
            <i style={{ width: `${nullShare * 100}%` }} />
          </span>
        </span>
      </td>
      <td className={styles.number} data-label="Distinct">
        {column.distinctError === undefined ? '' : '≈ '}
        {formatNumber(column.distinct)}
      </td>
      <td className={styles.range} data-label="Least … greatest">
        <span>{bound(column.min, column)}</span>
        <span>{bound(column.max, column)}</span>
      </td>
      <td className={styles.shape}>
        <Shape column={column} rows={rows} />
      </td>
    </tr>
  )
}

const focus = (input: HTMLInputElement | null) => input?.focus()

interface NameCellProps {
  readonly name: string
  /** Null where the name cannot be changed. */
  readonly plan: PlanColumn | null
  readonly onRename: (as: string) => void
}

/** The name in the file, and on demand the one in Druid; an empty name is not a name. */
function NameCell({ name, plan, onRename }: NameCellProps) {
  const [text, setText] = useState<string | null>(null)
  const commit = () => {
    if (text !== null && text.trim() !== '' && text !== plan?.as) onRename(text.trim())
    setText(null)
  }
  if (plan !== null && text !== null)
    return (
      <TextInput
        aria-label={`Name of ${name} in Druid`}
        value={text}
        ref={focus}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit()
          if (event.key === 'Escape') setText(null)
        }}
      />
    )
  return (
    <div className={styles.title}>
      {name}
      {plan !== null && (
        <ActionIcon size={24} aria-label={`Rename ${name}`} title="Rename in Druid" onClick={() => setText(plan.as)}>
          <IconPencil size={14} />
        </ActionIcon>
      )}
    </div>
  )
}

function bound(value: string | number | null, column: ColumnProfile): string {
  if (value === null) return '–'
  if (column.type === 'timestamp') return formatTime(Date.parse(String(value)), 'minute', 'Etc/UTC')
  return typeof value === 'number' ? formatExact(value) : value
}

function Shape({ column, rows }: { column: ColumnProfile; rows: number }) {
  if (column.histogram.length > 1 && column.distinct > 8)
    return (
      <Histogram
        bars={column.histogram}
        width={176}
        height={40}
        label={`${column.name}: ${column.histogram.length} equal steps from ${bound(column.min, column)} to ${bound(column.max, column)}`}
      />
    )
  if (column.top.length === 0)
    return <span className={styles.reason}>{column.distinct > 1 ? 'too many to list' : ''}</span>
  const most = column.top[0]?.count ?? 1
  return (
    <dl className={styles.top}>
      {column.top.slice(0, 3).map(({ value, count }) => (
        <TopValue key={value} value={value} width={count / most} share={rows === 0 ? 0 : count / rows} />
      ))}
    </dl>
  )
}

function TopValue({ value, width, share }: { value: string; width: number; share: number }) {
  return (
    <>
      <dt title={value}>
        <i style={{ width: `${width * 100}%` }} />
        <span>{valueWords(value)}</span>
      </dt>
      <dd>{formatShare(share)}</dd>
    </>
  )
}
