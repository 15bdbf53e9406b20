import type { PopoverProps } from '@mantine/core'
import type { ReactElement, ReactNode } from 'react'
import { Hung } from './Hung.tsx'
import { later } from './later.ts'
import { lazily } from './lazily.ts'

const PlacedFlyout = lazily(later(async () => (await import('./PlacedFlyout.tsx')).PlacedFlyout))

export interface FlyoutProps extends Pick<PopoverProps, 'withRoles'> {
  readonly label: string
  readonly opened: boolean
  readonly onChange: (opened: boolean) => void
  /** What it hangs from. */
  readonly target: ReactElement
  readonly children: ReactNode
}

/** Opens below its target. What places it comes after the page: the target stands there before, and may be pressed. */
export const Flyout = (props: FlyoutProps) => (
  <Hung target={props.target}>{(standIn) => <PlacedFlyout {...props} target={standIn} />}</Hung>
)
