import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { answersAtAll } from './answers.ts'
import type { Artifacts } from './artifacts.ts'
import type { DataFolders } from './data-folders.ts'
import { baseEnvironment, type PartPlan } from './part-plan.ts'
import type { Ports } from './ports.ts'
import type { Requirements } from './requirements.ts'
import type { Secrets } from './secrets.ts'

export const bucket = 'nemeton'
export const region = 'us-east-1'

export function s3Endpoint(ports: Ports): string {
  return `http://127.0.0.1:${ports.s3}`
}

export function planS3(
  folders: DataFolders,
  ports: Ports,
  secrets: Secrets,
  artifacts: Artifacts,
  { java }: Requirements,
): PartPlan {
  const properties = join(folders.run, 's3proxy.properties')
  // The store keeps a bucket as a folder.
  mkdirSync(join(folders.s3, bucket), { recursive: true })
  writeFileSync(properties, s3Properties(folders.s3, s3Endpoint(ports), secrets), { mode: 0o600 })
  return {
    name: 's3',
    command: java,
    args: [
      '-Xms64m',
      '-Xmx512m',
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      '-jar',
      artifacts.s3proxy,
      '--properties',
      properties,
    ],
    env: { ...baseEnvironment(), LOG_LEVEL: 'warn' },
    cwd: folders.s3,
    stopSignal: 'SIGTERM',
    graceMs: 3_000,
    readyWithinMs: 60_000,
    isReady: () => answersAtAll(s3Endpoint(ports)),
  }
}

export function s3Properties(folder: string, endpoint: string, secrets: Secrets): string {
  return [
    `s3proxy.endpoint=${endpoint}`,
    's3proxy.authorization=aws-v4',
    `s3proxy.identity=${secrets.s3AccessKeyId}`,
    `s3proxy.credential=${secrets.s3SecretAccessKey}`,
    's3proxy.v4-max-non-chunked-request-size=134217728',
    'jclouds.provider=filesystem-nio2',
    `jclouds.filesystem.basedir=${folder}`,
    '',
  ].join('\n')
}
