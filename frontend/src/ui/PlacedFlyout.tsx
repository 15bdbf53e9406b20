import { Popover } from '@mantine/core'
import type { FlyoutProps } from './Flyout.tsx'

export const PlacedFlyout = ({ label, target, children, ...rest }: FlyoutProps) => (
  <Popover position="bottom-start" {...rest}>
    <Popover.Target>{target}</Popover.Target>
    <Popover.Dropdown aria-label={label}>{children}</Popover.Dropdown>
  </Popover>
)
