import { Skeleton } from '@mantine/core'

/** What stands where an answer will be, as high as it. */
export const Waiting = ({ height }: { height: number }) => (
  <div aria-busy="true">
    <Skeleton height={height} />
  </div>
)
