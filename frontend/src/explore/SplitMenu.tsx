import { Menu, type MenuProps } from '@mantine/core'
import type { ReactElement } from 'react'
import { splittable } from './dimensions.ts'
import type { Scene } from './scene.ts'

interface SplitMenuProps extends Pick<MenuProps, 'defaultOpened'> {
  readonly scene: Scene
  readonly onAdd: (column: string) => void
  readonly target: ReactElement
}

/** The columns to split by, to choose one. */
export function SplitMenu({ scene, onAdd, target, ...rest }: SplitMenuProps) {
  const { splits } = scene.exploration
  const offered = splittable(scene.datasource.columns).filter(
    ({ name }) => !splits.some(({ column }) => column === name),
  )
  return (
    <Menu position="bottom-start" width={240} {...rest}>
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
