import { Button, Skeleton } from '@mantine/core'
import { IconSum } from '@tabler/icons-react'
import { Suspense, useState } from 'react'
import { Flyout } from '../ui/Flyout.tsx'
import { lazily } from '../ui/lazily.ts'
import type { Scene } from './scene.ts'
import type { Update } from './use-exploration.ts'

const MeasureEditor = lazily(async () => (await import('./MeasureEditor.tsx')).MeasureEditor)

/** Which measures are shown, and those that somebody writes. */
export function MeasureMenu({ scene, update }: { scene: Scene; update: Update }) {
  const [opened, setOpened] = useState(false)
  return (
    <Flyout
      label="Measures"
      opened={opened}
      onChange={setOpened}
      target={
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconSum size={14} aria-hidden />}
          onClick={() => setOpened(!opened)}
        >
          Measures
        </Button>
      }
    >
      <Suspense fallback={<Skeleton width="min(340px, 80vw)" height={360} />}>
        <MeasureEditor scene={scene} update={update} />
      </Suspense>
    </Flyout>
  )
}
