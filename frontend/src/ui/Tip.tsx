import { Tooltip } from '@mantine/core'
import type { RefObject } from 'react'

/** Stands beside what it names and not around it, so that a button that is focused stays when its tip arrives. */
export const Tip = ({ label, target }: { label: string; target: RefObject<HTMLElement | null> }) => (
  <Tooltip label={label} target={target} />
)
