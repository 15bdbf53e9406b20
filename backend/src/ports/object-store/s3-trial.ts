import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { ProductError } from '@nemeton/contract'
import type { ObjectStore } from './object-store.ts'
import { translate } from './s3-error.ts'

const content = 'Written by a health check, and removed by it.\n'

/** The whole round of an object, each step timed; no step is tried again, for the failure is what is asked for. */
export function createTrial(client: S3Client, bucket: string): Pick<ObjectStore, 'trial' | 'credentialsExpireAt'> {
  return {
    trial: async (key, signal) => {
      const at = { Bucket: bucket, Key: key }
      const options = { abortSignal: signal }
      const timed = async <T>(step: string, call: () => Promise<T>): Promise<[T, number]> => {
        const begun = performance.now()
        try {
          return [await call(), Math.round((performance.now() - begun) * 10) / 10]
        } catch (error) {
          const { code, message } = translate(error, key)
          const reason = signal.aborted ? 'it does not answer in time' : message
          throw new ProductError(code, `It failed to ${step}: ${reason}`, { cause: error })
        }
      }
      const put = new PutObjectCommand({ ...at, Body: content, ContentType: 'text/plain' })
      let date: string | null = null
      put.middlewareStack.add(
        (next) => async (args) => {
          const result = await next(args)
          date = (result.response as { headers?: Record<string, string> }).headers?.date ?? null
          return result
        },
        { step: 'deserialize' },
      )
      const asked = Date.now()
      const [, writeMs] = await timed('write', () => client.send(put, options))
      const answered = Date.now()
      const [read, readMs] = await timed('read', async () => {
        const { Body } = await client.send(new GetObjectCommand(at), options)
        return (await Body?.transformToString()) ?? ''
      })
      if (read !== content)
        throw new ProductError('store_rejected', `It gave back ${read.length} other bytes than were written.`)
      const [listed, listMs] = await timed('list', () =>
        client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: key, MaxKeys: 1 }), options),
      )
      if (listed.Contents?.[0]?.Key !== key)
        throw new ProductError('store_rejected', 'It does not list the object that was just written.')
      const [, removeMs] = await timed('remove', () => client.send(new DeleteObjectCommand(at), options))
      return { writeMs, readMs, listMs, removeMs, clock: { date, asked, answered } }
    },
    credentialsExpireAt: async () => (await client.config.credentials()).expiration ?? null,
  }
}
