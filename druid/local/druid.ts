import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { answersOk } from './answers.ts'
import { type Artifacts, extensionNames } from './artifacts.ts'
import { archiveFlags, type ClassArchive } from './class-archive.ts'
import type { DataFolders } from './data-folders.ts'
import { baseEnvironment, type PartPlan } from './part-plan.ts'
import type { Ports } from './ports.ts'
import { parseJvmConfig } from './properties.ts'
import { bucket, region, s3Endpoint } from './s3.ts'
import type { Secrets } from './secrets.ts'

export const druidRoles = ['coordinator', 'broker', 'historical', 'indexer', 'router'] as const
export type DruidRole = (typeof druidRoles)[number]

export const confFolder = join(import.meta.dirname, '../conf')

export function planDruid(
  role: DruidRole,
  folders: DataFolders,
  ports: Ports,
  secrets: Secrets,
  artifacts: Artifacts,
  archive: ClassArchive,
): PartPlan {
  const cwd = join(folders.druid, role)
  mkdirSync(join(cwd, 'var/tmp'), { recursive: true })
  const jvm = parseJvmConfig(readFileSync(join(confFolder, role, 'jvm.config'), 'utf8'))
  return {
    name: role,
    command: archive.java,
    args: [
      ...archiveFlags(archive, role),
      ...jvm,
      `-Dderby.system.home=${folders.derby}`,
      '-cp',
      classPath(artifacts, role),
      'org.apache.druid.cli.Main',
      'server',
      role,
    ],
    env: { ...baseEnvironment(), ...druidEnvironment(role, folders, ports, secrets, artifacts) },
    cwd,
    stopSignal: 'SIGTERM',
    graceMs: 8_000,
    readyWithinMs: 120_000,
    isReady: () => answersOk(`http://127.0.0.1:${ports[role]}/status/health`),
  }
}

/** Every variable that druid/conf reads. */
export function druidEnvironment(
  role: DruidRole,
  folders: DataFolders,
  ports: Ports,
  secrets: Secrets,
  artifacts: Pick<Artifacts, 'extensions'>,
): Record<string, string> {
  return {
    DRUID_HOST: '127.0.0.1',
    DRUID_BIND_ON_HOST: 'true',
    DRUID_PORT: String(ports[role]),
    DRUID_ZOOKEEPER: `127.0.0.1:${ports.zookeeper}`,
    DRUID_EXTENSIONS: JSON.stringify(extensionNames),
    DRUID_EXTENSIONS_DIRECTORY: artifacts.extensions,
    DRUID_METADATA_URI: `jdbc:derby://127.0.0.1:${ports.derby}/metadata;create=true`,
    DRUID_METADATA_HOST: '127.0.0.1',
    DRUID_METADATA_PORT: String(ports.derby),
    DRUID_METADATA_PASSWORD: 'asked for by PostgreSQL, not by Derby',
    DRUID_REQUEST_LOG_DIR: join(folders.logs, 'requests', role),
    S3_ENDPOINT: s3Endpoint(ports),
    S3_REGION: region,
    S3_BUCKET: bucket,
    S3_ACCESS_KEY_ID: secrets.s3AccessKeyId,
    S3_SECRET_ACCESS_KEY: secrets.s3SecretAccessKey,
    AWS_REGION: region,
  }
}

/** Jars before folders: only then can a class archive made of the jars alone be used. */
export function classPath(artifacts: Artifacts, role?: DruidRole): string {
  const folders = [join(confFolder, '_common'), ...(role ? [join(confFolder, role)] : [])]
  return [...artifacts.core, ...folders].join(':')
}
