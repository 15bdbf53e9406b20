import { createServer } from 'node:net'
import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'

/**
 * What the service is measured against: whatever comes over a connection goes to the store through lib-storage as it
 * comes out of the box, and nothing else is done with it. Prints its port; answers "stored" on each connection.
 */
const {
  S3_ENDPOINT = '',
  S3_REGION = '',
  S3_BUCKET = '',
  S3_ACCESS_KEY_ID = '',
  S3_SECRET_ACCESS_KEY = '',
} = process.env
const client = new S3Client({
  endpoint: S3_ENDPOINT,
  region: S3_REGION,
  forcePathStyle: true,
  credentials: { accessKeyId: S3_ACCESS_KEY_ID, secretAccessKey: S3_SECRET_ACCESS_KEY },
})
const target = { Bucket: S3_BUCKET, Key: 'bench/bare.csv' }

const server = createServer({ allowHalfOpen: true }, (socket) => {
  new Upload({ client, params: { ...target, Body: socket } }).done().then(
    async () => {
      socket.end('stored')
      await client.send(new DeleteObjectCommand(target))
    },
    (error: unknown) => {
      console.error(error)
      socket.destroy()
    },
  )
})
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify(server.address())))
