import { NativeSelect, TextInput } from '@mantine/core'
import styles from './DatasourcePage.module.css'
import { type PeriodUnit, periodUnits, printPeriod, readPeriod } from './period.ts'

/** A length of time as number and unit; one of several units is written as ISO-8601 has it. */
export function PeriodField({
  label,
  period,
  onChange,
}: {
  label: string
  period: string
  onChange: (period: string) => void
}) {
  const length = readPeriod(period)
  if (length === null)
    return <TextInput aria-label={label} value={period} onChange={(event) => onChange(event.currentTarget.value)} />
  return (
    <>
      <TextInput
        type="number"
        min={0}
        max={9999}
        className={styles.number}
        aria-label={label}
        value={String(length.count)}
        onChange={(event) => {
          const count = Math.min(9999, Math.max(0, Math.trunc(Number(event.currentTarget.value))))
          if (Number.isFinite(count)) onChange(printPeriod({ ...length, count }))
        }}
      />
      <NativeSelect
        aria-label={`${label}, unit`}
        value={length.unit}
        data={periodUnits.map((unit) => ({ value: unit, label: length.count === 1 ? unit : `${unit}s` }))}
        onChange={(event) => onChange(printPeriod({ ...length, unit: event.currentTarget.value as PeriodUnit }))}
      />
    </>
  )
}
