import '@mantine/dates/styles.css'
import { DatePicker } from '@mantine/dates'
import { useState } from 'react'

interface CustomDatesProps {
  /** First day and last day, both included. */
  readonly from: string
  readonly last: string
  /** The end is the day after the last one: ranges are half-open. */
  readonly onChoose: (from: string, to: string) => void
}

export function CustomDates({ from, last, onChoose }: CustomDatesProps) {
  const [days, setDays] = useState<[string | null, string | null]>([from, last])
  return (
    <DatePicker
      type="range"
      size="xs"
      aria-label="First and last day"
      allowSingleDateInRange
      weekendDays={[]}
      ariaLabels={{
        previousMonth: 'The month before',
        nextMonth: 'The next month',
        previousYear: 'The year before',
        nextYear: 'The next year',
        previousDecade: 'The decade before',
        nextDecade: 'The next decade',
        monthLevelControl: 'Choose a month',
        yearLevelControl: 'Choose a year',
      }}
      defaultDate={last}
      value={days}
      onChange={(next) => {
        setDays(next)
        const [first, end] = next
        if (first !== null && end !== null) onChoose(first, dayAfter(end))
      }}
    />
  )
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}
