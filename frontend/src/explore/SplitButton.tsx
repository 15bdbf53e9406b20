import { Button, type ButtonProps } from '@mantine/core'
import { IconArrowsSplit2 } from '@tabler/icons-react'
import { mostSplits } from './exploration.ts'

/** There is room for so many splits, not for more. */
export function SplitButton({ splits, ...rest }: ButtonProps & { splits: number }) {
  const full = splits >= mostSplits
  return (
    <Button
      variant="default"
      size="compact-sm"
      disabled={full}
      title={full ? `Up to ${mostSplits} splits, each within the one before` : undefined}
      leftSection={<IconArrowsSplit2 size={14} aria-hidden />}
      {...rest}
    >
      Split
    </Button>
  )
}
