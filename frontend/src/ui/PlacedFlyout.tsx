import { Popover } from '@mantine/core'
import type { FlyoutProps } from './Flyout.tsx'

export const PlacedFlyout = ({ label, target, children, ...rest }: FlyoutProps) => (
  <Popover position="bottom-start" trapFocus returnFocus {...rest}>
    <Popover.Target>{target}</Popover.Target>
    <Popover.Dropdown role="dialog" tabIndex={-1} aria-label={label}>
      {children}
    </Popover.Dropdown>
  </Popover>
)
