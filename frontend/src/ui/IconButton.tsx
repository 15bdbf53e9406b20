import { ActionIcon } from '@mantine/core'
import type { ReactNode } from 'react'
import { Hung } from './Hung.tsx'
import { later } from './later.ts'
import { lazily } from './lazily.ts'

const Tip = lazily(later(async () => (await import('./Tip.tsx')).Tip))

interface IconButtonProps {
  readonly label: string
  /** Null: there is nothing to press for. */
  readonly onPress: (() => void) | null
  readonly children: ReactNode
}

/** A picture to press that says its name when pointed at; what places the name comes after the page. */
export function IconButton({ label, onPress, children }: IconButtonProps) {
  const button = (
    <ActionIcon aria-label={label} disabled={onPress === null} onClick={() => onPress?.()}>
      {children}
    </ActionIcon>
  )
  return <Hung target={button}>{(standIn) => <Tip label={label}>{standIn}</Tip>}</Hung>
}
