import { readdir } from 'node:fs/promises'
import { ListMultipartUploadsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { stack } from './stack.ts'
import { rows } from './tables.ts'

export interface LeftBehind {
  readonly objects: readonly string[]
  readonly pending: readonly string[]
  readonly uploads: readonly string[]
  readonly spooled: readonly string[]
}

const { endpoint, region, bucket, accessKeyId, secretAccessKey } = stack.store
const client = new S3Client({
  endpoint,
  region,
  forcePathStyle: true,
  credentials: { accessKeyId, secretAccessKey },
})

/** Everything that uploads have left in the store, in the table and on the disk, each read past the service. */
export async function leftBehind(): Promise<LeftBehind> {
  const [objects, pending, uploads, spooled] = await Promise.all([
    listObjects('uploads/'),
    client.send(new ListMultipartUploadsCommand({ Bucket: bucket })),
    rows<{ id: string }>('SELECT id FROM uploads ORDER BY created_at'),
    readdir(stack.spoolFolder, { recursive: true, withFileTypes: true }),
  ])
  return {
    objects,
    pending: (pending.Uploads ?? []).map(({ Key = '' }) => Key),
    uploads: uploads.map(({ id }) => id),
    spooled: spooled.filter((entry) => entry.isFile()).map((entry) => `${entry.parentPath}/${entry.name}`),
  }
}

export async function listObjects(prefix: string): Promise<string[]> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }))
  return Contents.map(({ Key = '' }) => Key)
}
