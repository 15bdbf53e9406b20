import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { say } from './answers.ts'
import type { Artifacts } from './artifacts.ts'
import { archiveFlags, type ClassArchive } from './class-archive.ts'
import type { DataFolders } from './data-folders.ts'
import { classPath } from './druid.ts'
import { baseEnvironment, type PartPlan } from './part-plan.ts'
import type { Ports } from './ports.ts'

export function planZooKeeper(
  folders: DataFolders,
  ports: Ports,
  artifacts: Artifacts,
  archive: ClassArchive,
): PartPlan {
  const config = join(folders.run, 'zoo.cfg')
  writeFileSync(config, zooConfig(folders.zookeeper, ports.zookeeper))
  return {
    name: 'zookeeper',
    command: archive.java,
    args: [
      ...archiveFlags(archive, 'zookeeper'),
      '-Xms32m',
      '-Xmx128m',
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      '-cp',
      classPath(artifacts),
      'org.apache.zookeeper.server.quorum.QuorumPeerMain',
      config,
    ],
    env: baseEnvironment(),
    cwd: folders.zookeeper,
    stopSignal: 'SIGTERM',
    graceMs: 3_000,
    readyWithinMs: 60_000,
    isReady: async () => (await say(ports.zookeeper, 'srvr')).includes('Mode:'),
  }
}

export function zooConfig(folder: string, port: number): string {
  return [
    `dataDir=${folder}`,
    `clientPort=${port}`,
    'clientPortAddress=127.0.0.1',
    'tickTime=2000',
    'maxClientCnxns=0',
    'admin.enableServer=false',
    '4lw.commands.whitelist=srvr',
    'autopurge.snapRetainCount=3',
    'autopurge.purgeInterval=1',
    '',
  ].join('\n')
}
