import { Menu } from '@mantine/core'
import type { Hanging } from '../ui/Hung.tsx'
import { useLateOpen } from '../ui/use-late-open.ts'
import { splittable } from './dimensions.ts'
import type { Scene } from './scene.ts'

interface SplitMenuProps extends Hanging {
  readonly scene: Scene
  readonly onAdd: (column: string) => void
}

/** The columns to split by, to choose one. */
export function SplitMenu({ scene, onAdd, target, pressed }: SplitMenuProps) {
  const { splits } = scene.exploration
  const opening = useLateOpen(pressed)
  const offered = splittable(scene.datasource.columns).filter(
    ({ name }) => !splits.some(({ column }) => column === name),
  )
  return (
    <Menu position="bottom-start" width={240} {...opening}>
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown style={{ maxHeight: 340, overflow: 'auto' }}>
        {offered.map(({ name }) => (
          <Menu.Item key={name} onClick={() => onAdd(name)}>
            {name === '__time' ? 'time' : name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
