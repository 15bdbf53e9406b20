import { Box } from '@mantine/core'
import type { CSSProperties, ReactNode } from 'react'

/** A box that scrolls inside itself and can be scrolled by keyboard. */
export function ScrollBox({
  label,
  maxHeight,
  children,
}: {
  label: string
  maxHeight?: CSSProperties['maxHeight']
  children: ReactNode
}) {
  return (
    <Box role="group" aria-label={label} tabIndex={0} style={{ overflow: 'auto', maxWidth: '100%', maxHeight }}>
      {children}
    </Box>
  )
}
