import { ActionIcon } from '@mantine/core'
import { lazy, type ReactNode, Suspense, useRef } from 'react'
import { later } from './later.ts'

const Tip = lazy(later(async () => ({ default: (await import('./Tip.tsx')).Tip })))

interface IconButtonProps {
  readonly label: string
  /** Null: there is nothing to press for. */
  readonly onPress: (() => void) | null
  readonly children: ReactNode
}

/** A picture to press that says its name when pointed at; what places the name comes after the page. */
export function IconButton({ label, onPress, children }: IconButtonProps) {
  const button = useRef<HTMLButtonElement>(null)
  return (
    <>
      <ActionIcon ref={button} aria-label={label} disabled={onPress === null} onClick={() => onPress?.()}>
        {children}
      </ActionIcon>
      <Suspense fallback={null}>
        <Tip label={label} target={button} />
      </Suspense>
    </>
  )
}
