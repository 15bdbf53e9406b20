import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

export interface Secrets {
  readonly postgresPassword: string
  readonly s3AccessKeyId: string
  readonly s3SecretAccessKey: string
}

/** Made at the first start, kept beside the data that they open. */
export function readOrMakeSecrets(path: string): Secrets {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Secrets
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const made: Secrets = {
    postgresPassword: randomBytes(24).toString('base64url'),
    s3AccessKeyId: randomBytes(10).toString('hex').toUpperCase(),
    s3SecretAccessKey: randomBytes(30).toString('hex'),
  }
  writeFileSync(path, `${JSON.stringify(made)}\n`, { mode: 0o600 })
  return made
}
