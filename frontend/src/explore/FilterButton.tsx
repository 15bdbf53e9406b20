import { Button, type ButtonProps } from '@mantine/core'
import { IconFilterPlus } from '@tabler/icons-react'

export const FilterButton = (props: ButtonProps) => (
  <Button variant="default" size="compact-sm" leftSection={<IconFilterPlus size={14} aria-hidden />} {...props}>
    Filter
  </Button>
)
