import { Button } from '@mantine/core'
import { Suspense } from 'react'
import { later } from '../ui/later.ts'
import { lazily } from '../ui/lazily.ts'
import styles from './views.module.css'

const ViewMenu = lazily(later(async () => (await import('./ViewMenu.tsx')).ViewMenu))

/** The menu of saved views; its code comes after the page's. */
export function Views({ datasource }: { datasource: string }) {
  return (
    <div className={styles.views}>
      <Suspense
        fallback={
          <Button variant="default" size="compact-sm" className={styles.button} disabled>
            Views
          </Button>
        }
      >
        <ViewMenu datasource={datasource} />
      </Suspense>
    </div>
  )
}
