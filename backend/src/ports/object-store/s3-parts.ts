import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  type S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { ProductError } from '@nemeton/contract'
import type { ObjectStore } from './object-store.ts'
import { asked } from './s3-error.ts'

const partTimeoutMs = 60_000
/** Some stores write the whole object anew. */
const completeTimeoutMs = 900_000

type Parts = Pick<ObjectStore, 'beginParts' | 'putPart' | 'completeParts'>

/** Objects whose parts come over many requests, perhaps to several instances. */
export function createParts(client: S3Client, Bucket: string): Parts {
  const isThere = (Key: string) =>
    asked(() => client.send(new HeadObjectCommand({ Bucket, Key }), within(partTimeoutMs)), Key).then(
      () => true,
      (error: unknown) => {
        if (error instanceof ProductError && error.code === 'not_found') return false
        throw error
      },
    )
  return {
    beginParts: async (Key) => {
      const call = new CreateMultipartUploadCommand({ Bucket, Key })
      const { UploadId } = await asked(() => client.send(call, within(partTimeoutMs)))
      if (UploadId === undefined)
        throw new ProductError('store_rejected', 'The object store began an upload and did not name it.')
      return UploadId
    },
    putPart: async (Key, UploadId, PartNumber, Body) => {
      const call = () => new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body })
      const { ETag, ChecksumCRC32 } = await asked(() => client.send(call(), within(partTimeoutMs)))
      if (ETag === undefined)
        throw new ProductError('store_rejected', 'The object store took a part and did not name it.')
      return { etag: ETag, checksum: ChecksumCRC32 ?? null }
    },
    completeParts: async (Key, UploadId, parts) => {
      const Parts = parts.map(({ etag, checksum }, index) => ({
        PartNumber: index + 1,
        ETag: etag,
        ...(checksum === null ? {} : { ChecksumCRC32: checksum }),
      }))
      const call = new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } })
      try {
        await asked(() => client.send(call, within(completeTimeoutMs)))
      } catch (error) {
        // An answer that was lost: the parts are gone because they are the object by now.
        if (!(isGone(error) && (await isThere(Key)))) throw error
      }
    },
  }
}

const within = (ms: number) => ({ abortSignal: AbortSignal.timeout(ms) })

const isGone = (error: unknown): boolean =>
  error instanceof ProductError && error.cause instanceof S3ServiceException && error.cause.name === 'NoSuchUpload'
