import { Skeleton } from '@mantine/core'
import styles from './Page.module.css'

/** What stands where a page will be while its code or its first answer is on the way. */
export function PageSkeleton() {
  return (
    <div className={styles.page} aria-busy="true">
      <Skeleton height={26} width={220} mt={4} />
      <Skeleton height={150} />
      <Skeleton height={320} />
    </div>
  )
}
