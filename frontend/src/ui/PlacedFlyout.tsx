import { Popover } from '@mantine/core'
import type { FlyoutProps } from './Flyout.tsx'
import { useLateOpen } from './use-late-open.ts'

export const PlacedFlyout = ({ label, target, children, opened, ...rest }: FlyoutProps) => {
  const late = useLateOpen(opened)
  return (
    <Popover position="bottom-start" trapFocus returnFocus {...rest} opened={late.opened}>
      <Popover.Target>{target}</Popover.Target>
      <Popover.Dropdown role="dialog" tabIndex={-1} aria-label={label}>
        {children}
      </Popover.Dropdown>
    </Popover>
  )
}
