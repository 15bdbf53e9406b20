import type { Artifacts } from './artifacts.ts'
import type { ClassArchive } from './class-archive.ts'
import type { DataFolders } from './data-folders.ts'
import { druidRoles, planDruid } from './druid.ts'
import { planNemeton } from './nemeton.ts'
import type { PartName } from './part-name.ts'
import { PartProcess } from './part-process.ts'
import type { Report } from './part-state.ts'
import type { Ports } from './ports.ts'
import { planPostgres } from './postgres.ts'
import type { Requirements } from './requirements.ts'
import { planS3 } from './s3.ts'
import type { Secrets } from './secrets.ts'
import { planZooKeeper } from './zookeeper.ts'

export type Parts = ReadonlyMap<PartName, PartProcess>

export interface Ground {
  readonly folders: DataFolders
  readonly ports: Ports
  readonly secrets: Secrets
  readonly artifacts: Artifacts
  readonly requirements: Requirements
  readonly archive: ClassArchive
}

export async function layOut(
  { folders, ports, secrets, artifacts, requirements, archive }: Ground,
  serviceEnv: Readonly<Record<string, string>> | undefined,
  report: Report,
): Promise<Parts> {
  const plans = [
    await planPostgres(folders, ports, secrets),
    planS3(folders, ports, secrets, artifacts, requirements),
    planZooKeeper(folders, ports, artifacts, archive),
    ...druidRoles.map((role) => planDruid(role, folders, ports, secrets, artifacts, archive)),
    ...(serviceEnv ? [planNemeton(ports, serviceEnv)] : []),
  ]
  return new Map(plans.map((plan) => [plan.name, new PartProcess(plan, folders, report)]))
}

export async function startParts(parts: Parts, mayGoOn: () => void): Promise<void> {
  const begin = async (name: PartName) => {
    mayGoOn()
    await parts.get(name)?.start()
  }
  const postgres = begin('postgres')
  const s3 = begin('s3')
  const druid = begin('zookeeper').then(() => Promise.all(druidRoles.map(begin)))
  const nemeton = Promise.all([postgres, s3]).then(() => begin('nemeton'))
  await Promise.all([postgres, s3, druid, nemeton])
}

const stopOrder: readonly (readonly PartName[])[] = [
  ['nemeton'],
  ['router', 'broker', 'historical', 'indexer'],
  ['coordinator'],
  ['zookeeper', 's3', 'postgres'],
]

export async function stopParts(parts: Parts): Promise<void> {
  for (const tier of stopOrder) await Promise.all(tier.map((name) => parts.get(name)?.stop()))
}
