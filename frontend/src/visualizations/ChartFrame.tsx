import { Box } from '@mantine/core'
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import styles from './ChartFrame.module.css'

/** Something drawn that can be read and pressed. */
export interface Mark {
  readonly words: string
  readonly press: ((exclude: boolean) => void) | null
}

interface ChartFrameProps {
  readonly title: string
  readonly summary: string
  readonly height: number
  readonly marks: readonly Mark[]
  /** Marks from one row to the next, where they lie in rows. */
  readonly stride?: number
  readonly children: (cursor: number | null, point: (mark: number | null) => void) => ReactNode
}

/** Makes drawn marks readable without eyes or pointer: arrow keys go from mark to mark, Enter presses. */
export function ChartFrame({ title, summary, height, marks, stride = 1, children }: ChartFrameProps) {
  const [cursor, setCursor] = useState<number | null>(null)
  const id = useId()
  const read = cursor === null ? undefined : marks[cursor]
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Readonly<Record<string, number>> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: stride,
      ArrowUp: -stride,
      Home: -marks.length,
      End: marks.length,
    }
    if (event.key === 'Escape') setCursor(null)
    if (event.key === 'Enter' && read?.press) {
      event.preventDefault()
      read.press(event.shiftKey)
    }
    const move = moves[event.key]
    if (move === undefined || marks.length === 0) return
    event.preventDefault()
    setCursor(Math.min(marks.length - 1, Math.max(0, cursor === null ? 0 : cursor + move)))
  }
  return (
    <Box
      className={styles.frame}
      role="application"
      aria-roledescription="chart"
      aria-label={`${title}. Arrow keys read it, Enter filters, Shift and Enter excludes.`}
      aria-describedby={id}
      tabIndex={0}
      style={{ minHeight: height }}
      onKeyDown={onKeyDown}
      onBlur={() => setCursor(null)}
    >
      <p id={id} className="visually-hidden">
        {summary}
      </p>
      {children(cursor, setCursor)}
      <p className={styles.read} aria-live="polite">
        {read?.words}
      </p>
    </Box>
  )
}
