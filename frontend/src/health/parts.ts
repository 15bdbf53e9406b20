import type { Part } from '@nemeton/contract'
import { formatBytes } from '../format/bytes.ts'
import { formatNumber, formatShare } from '../format/number.ts'

export type Role = Part['role']

export const roleNames: Readonly<Record<Role, string>> = {
  service: 'Nemeton',
  postgresql: 'PostgreSQL',
  objectStore: 'Object store',
  zookeeper: 'ZooKeeper',
  coordinator: 'Coordinator',
  overlord: 'Overlord',
  broker: 'Broker',
  router: 'Router',
  historical: 'Historical',
  indexer: 'Indexer',
  middle_manager: 'Middle manager',
  peon: 'Peon',
  unknown: 'Unknown role',
}

/** From the one who asks down to the one who has the rows. */
const layers = [
  { title: 'Service', roles: ['service'] },
  { title: 'What it leans on', roles: ['postgresql', 'objectStore', 'zookeeper'] },
  {
    title: 'Druid',
    roles: [
      'router',
      'broker',
      'coordinator',
      'overlord',
      'historical',
      'indexer',
      'middle_manager',
      'peon',
      'unknown',
    ],
  },
] as const satisfies readonly { readonly title: string; readonly roles: readonly Role[] }[]

export interface Layer {
  readonly title: string
  readonly parts: readonly Part[]
}

/** Layers that hold something; within one by role, then by name, so that nothing moves when a state changes. */
export const layersOf = (parts: readonly Part[]): readonly Layer[] =>
  layers
    .map(({ title, roles }) => ({
      title,
      parts: roles.flatMap((role) =>
        parts.filter((part) => part.role === role).sort((a, b) => a.id.localeCompare(b.id)),
      ),
    }))
    .filter(({ parts: own }) => own.length > 0)

/** `612 MB of 2 GB, 31 %`. */
export function capacityWords({ used, most, unit }: NonNullable<Part['capacity']>): string {
  const share = formatShare(most === 0 ? 0 : used / most)
  return unit === 'bytes'
    ? `${formatBytes(used)} of ${formatBytes(most)}, ${share}`
    : `${formatNumber(used)} of ${formatNumber(most)} ${unit}`
}

/** What a name says beyond its role: `localhost:8083` of `historical localhost:8083`. */
export function placeOf({ name, role }: Part): string | null {
  const said = roleNames[role].toLowerCase()
  const place = name.toLowerCase().startsWith(said) ? name.slice(said.length).trim() : name
  return place === '' ? null : place
}
