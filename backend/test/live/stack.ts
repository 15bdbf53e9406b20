import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { PartName } from '../../../druid/local/part-name.ts'

/** The running stack that `backend/test/run.ts` has started for these tests. */
function given(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: run the live tests with "node backend/test/run.ts live"`)
  return value
}

export const stack = {
  baseUrl: given('BASE_URL'),
  brokerUrl: given('BROKER_URL'),
  druidUrl: given('DRUID_URL'),
  databaseUrl: given('DATABASE_URL'),
  spoolFolder: given('SPOOL_DIR'),
  logs: given('STACK_LOGS'),
  plantedSecret: given('PLANTED_SECRET'),
  store: {
    endpoint: given('S3_ENDPOINT'),
    region: given('S3_REGION'),
    bucket: given('S3_BUCKET'),
    accessKeyId: given('S3_ACCESS_KEY_ID'),
    secretAccessKey: given('S3_SECRET_ACCESS_KEY'),
  },
} as const

/** `make soak` runs the full counts. */
export const isSoak = process.env.SOAK === 'true'

const run = promisify(execFile)
const program = fileURLToPath(new URL('../../../druid/local/part.ts', import.meta.url))

/** Rules one part by its name; resolves when it is done, a start when the part is ready. */
export async function part(verb: 'stop' | 'pause' | 'resume' | 'kill' | 'start', name: PartName): Promise<void> {
  await run(process.execPath, [program, verb, name], { timeout: 150_000 })
}
