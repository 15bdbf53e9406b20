import type { PopoverProps } from '@mantine/core'
import { lazy, type ReactElement, type ReactNode, Suspense } from 'react'
import { later } from './later.ts'

const PlacedFlyout = lazy(later(async () => ({ default: (await import('./PlacedFlyout.tsx')).PlacedFlyout })))

export interface FlyoutProps extends Pick<PopoverProps, 'trapFocus' | 'withRoles' | 'returnFocus'> {
  readonly label: string
  readonly opened: boolean
  readonly onChange: (opened: boolean) => void
  /** What it hangs from. */
  readonly target: ReactElement
  readonly children: ReactNode
}

/** Opens below its target. What places it comes after the page: the target stands there before, and may be pressed. */
export const Flyout = (props: FlyoutProps) => (
  <Suspense fallback={props.target}>
    <PlacedFlyout {...props} />
  </Suspense>
)
