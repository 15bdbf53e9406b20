import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3'
import type { ObjectStore, StoredObject, Transfer } from './object-store.ts'
import { asked } from './s3-error.ts'

const within = () => ({ abortSignal: AbortSignal.timeout(30_000) })

/** What lies in the bucket, whole and in parts, a page at a time. */
export function createLists(
  client: S3Client,
  bucket: string,
): Pick<ObjectStore, 'list' | 'pages' | 'transfers' | 'abortTransfer'> {
  const pages = (prefix: string) => pagesOf(client, bucket, prefix)
  return {
    pages,
    list: async (prefix) => {
      const found: StoredObject[] = []
      for await (const page of pages(prefix)) found.push(...page)
      return found
    },
    transfers: (prefix) => transfersOf(client, bucket, prefix),
    abortTransfer: async ({ key, transferId }) => {
      await asked(() =>
        client
          .send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: transferId }), within())
          .catch((error: Error) => {
            if (error.name !== 'NoSuchUpload') throw error
          }),
      )
    },
  }
}

async function* pagesOf(client: S3Client, bucket: string, prefix: string): AsyncGenerator<readonly StoredObject[]> {
  let ContinuationToken: string | undefined
  do {
    const page = await asked(() =>
      client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken }), within()),
    )
    yield (page.Contents ?? []).flatMap(({ Key, Size = 0, LastModified }) =>
      Key === undefined ? [] : [{ key: Key, bytes: Size, modifiedAt: LastModified ?? new Date() }],
    )
    ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined
  } while (ContinuationToken)
}

async function* transfersOf(client: S3Client, bucket: string, prefix: string): AsyncGenerator<readonly Transfer[]> {
  let next: { KeyMarker: string | undefined; UploadIdMarker: string | undefined } | undefined
  do {
    const page = await asked(() =>
      client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix, ...next }), within()),
    )
    yield (page.Uploads ?? []).flatMap(({ Key, UploadId, Initiated }) =>
      Key === undefined || UploadId === undefined || !Key.startsWith(prefix)
        ? []
        : [{ key: Key, transferId: UploadId, startedAt: Initiated ?? null }],
    )
    next = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker } : undefined
  } while (next)
}
