import { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListMultipartUploadsCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { ProductError } from '@nemeton/contract'
import pRetry from 'p-retry'
import { leastPartBytes, mostParts, type ObjectStore } from './object-store.ts'
import { asked, canceled, translate } from './s3-error.ts'
import { createLists } from './s3-lists.ts'
import { createParts } from './s3-parts.ts'
import { createTrial } from './s3-trial.ts'

/** Parts that lib-storage holds at a time; with one being filled and one being cut they are what an upload costs. */
const queueSize = 3
/** For what must be done once at the start, however long the other part takes to come up. */
const untilItAnswers = { retries: Number.POSITIVE_INFINITY, minTimeout: 500, maxTimeout: 5000 }
const callTimeoutMs = 30_000

export interface S3Options {
  readonly endpoint: string | undefined
  readonly region: string
  readonly bucket: string
  readonly credentials: { accessKeyId: string; secretAccessKey: string } | undefined
  readonly forcePathStyle: boolean
  /** The largest object that `put` has to be able to write; parts are as small as that allows. */
  readonly largestBytes: number
}

export function createS3(options: S3Options): ObjectStore & { close(): void } {
  const { bucket, largestBytes } = options
  const partSize = Math.max(leastPartBytes, Math.ceil(largestBytes / mostParts))
  const client = new S3Client({
    region: options.region,
    forcePathStyle: options.forcePathStyle,
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 3000, requestTimeout: 60_000 },
  })
  const within = (signal?: AbortSignal, ms = callTimeoutMs) => ({
    abortSignal: signal ? AbortSignal.any([signal, AbortSignal.timeout(ms)]) : AbortSignal.timeout(ms),
  })

  return {
    bucket,
    ...createParts(client, bucket),
    ...createLists(client, bucket),
    ...createTrial(client, bucket),
    put: async (key, body, { signal, contentType } = {}) => {
      const upload = new Upload({
        client,
        params: {
          Bucket: bucket,
          Key: key,
          Body: body instanceof Readable ? body : Readable.from(body, { highWaterMark: 1 }),
          ContentType: contentType,
        },
        partSize,
        queueSize,
        leavePartsOnError: false,
      })
      const onAbort = () => void upload.abort().catch(() => {})
      if (signal?.aborted) throw canceled(signal)
      signal?.addEventListener('abort', onAbort)
      try {
        await upload.done()
      } catch (error) {
        throw signal?.aborted ? canceled(signal) : translate(error, key)
      } finally {
        signal?.removeEventListener('abort', onAbort)
      }
    },
    get: (key, signal) =>
      asked(async () => {
        const { Body } = await client.send(
          new GetObjectCommand({ Bucket: bucket, Key: key }),
          signal ? { abortSignal: signal } : {},
        )
        const bytes = Body as Readable
        // Who asked may have left before reading: the failure is told to who reads, and ends no process.
        bytes.on('error', () => {})
        return bytes
      }, key),
    abandon: (key) =>
      pRetry(() => takeBack(client, bucket, key), { retries: 60, minTimeout: 500, maxTimeout: 30_000, unref: true }),
    remove: async (keys) => {
      for (let from = 0; from < keys.length; from += 1000) {
        const Objects = keys.slice(from, from + 1000).map((Key) => ({ Key }))
        const { Errors = [] } = await asked(() =>
          client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }), within()),
        )
        const refused = Errors.find((error) => error.Code !== 'NoSuchKey')
        if (refused)
          throw new ProductError('store_rejected', `The object store did not remove ${refused.Key}: ${refused.Message}`)
      }
    },
    ping: async (signal) => {
      await client.send(new HeadBucketCommand({ Bucket: bucket }), within(signal, 5000)).catch((error: unknown) => {
        throw translate(error)
      })
    },
    ensureBucket: (signal, onFailure) =>
      pRetry(
        async () => {
          try {
            await client.send(new HeadBucketCommand({ Bucket: bucket }), within(signal))
          } catch (error) {
            if (!(error instanceof S3ServiceException) || error.$metadata.httpStatusCode !== 404) throw translate(error)
            await asked(() => client.send(new CreateBucketCommand({ Bucket: bucket }), within(signal)))
          }
        },
        { ...untilItAnswers, signal, onFailedAttempt: ({ error }) => onFailure(error) },
      ),
    close: () => client.destroy(),
  }
}

async function takeBack(client: S3Client, bucket: string, key: string): Promise<void> {
  const abortSignal = AbortSignal.timeout(callTimeoutMs)
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key }), {
    abortSignal,
  })
  for (const { Key, UploadId } of Uploads)
    if (Key === key)
      await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }), { abortSignal })
  await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: [{ Key: key }], Quiet: true } }), {
    abortSignal,
  })
}
