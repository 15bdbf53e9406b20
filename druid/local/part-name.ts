/** In the order of stopping: each part before those it leans on. */
export const partNames = [
  'nemeton',
  'router',
  'broker',
  'historical',
  'indexer',
  'coordinator',
  'zookeeper',
  's3',
  'postgres',
] as const

export type PartName = (typeof partNames)[number]

export function isPartName(name: string | undefined): name is PartName {
  return partNames.some((known) => known === name)
}
