import { Tooltip } from '@mantine/core'
import type { ReactElement } from 'react'

export const Tip = ({ label, children }: { label: string; children: ReactElement }) => (
  <Tooltip label={label}>{children}</Tooltip>
)
