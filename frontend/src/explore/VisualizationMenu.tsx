import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { visualizationNames } from '../visualizations/names.ts'
import { visualizations } from '../visualizations/registry.ts'
import { objectionTo } from '../visualizations/suits.ts'
import styles from './ExplorePage.module.css'
import { shapeOf, visualizationOf } from './result-question.ts'
import type { Scene } from './scene.ts'
import type { Update } from './use-exploration.ts'

/** What the splits can be drawn as; what does not suit them says why. */
export function VisualizationMenu({ scene, update }: { scene: Scene; update: Update }) {
  const shape = shapeOf(scene)
  const current = visualizationOf(scene)
  return (
    // outside of the panel it would not be seen in full screen
    <Menu position="bottom-end" width={260} withinPortal={false}>
      <Menu.Target>
        <Button
          variant="default"
          rightSection={<IconChevronDown size={14} aria-hidden />}
          aria-label={`Visualization: ${visualizations[current].title}`}
        >
          {visualizations[current].title}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {visualizationNames.map((name) => {
          const objection = objectionTo(name, shape)
          return (
            <Menu.Item
              key={name}
              aria-disabled={objection !== null}
              data-disabled={objection !== null || undefined}
              aria-current={name === current || undefined}
              closeMenuOnClick={objection === null}
              onClick={() => {
                if (objection === null) update((state) => ({ ...state, visualization: name }))
              }}
            >
              {visualizations[name].title}
              {objection !== null && <small className={styles.why}>{objection}</small>}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
