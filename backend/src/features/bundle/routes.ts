import { downloadBundle } from '@nemeton/contract'
import type { FastifyInstance } from 'fastify'
import { attachment } from '../../http/attachment.ts'
import { serveStream } from '../../http/serve.ts'
import { archive } from './archive.ts'
import { configuredSecrets } from './configured-secrets.ts'
import type { Content } from './content.ts'
import { failedRuns, generalContents, type Sources } from './contents.ts'
import { secretForms } from './secret-forms.ts'

export function bundleRoutes(app: FastifyInstance, sources: Sources): void {
  const { version, settings } = sources
  const secrets = secretForms(configuredSecrets(settings))

  serveStream(app, downloadBundle, async ({ request, signal }, reply) => {
    const now = new Date()
    const runs = await failedRuns(sources).catch((error: unknown) => [notRead(error)])
    const zip = archive({ contents: [...generalContents(sources), ...runs], secrets, version, now })
    zip.once('error', (error) => {
      if (!signal.aborted) request.log.error({ err: error }, 'a bundle was cut short')
      // The headers are gone: the connection that ends abnormally is the one way left to say it.
      reply.raw.destroy()
    })
    return reply
      .header('content-type', 'application/zip')
      .header('content-disposition', attachment(`nemeton ${now.toISOString().replaceAll(':', '-')}.zip`))
      .header('cache-control', 'no-store')
      .send(zip)
  })
}

const notRead = (error: unknown): Content => ({
  path: 'ingestions/failed.json',
  about: 'the failed runs',
  make: async () => {
    throw error
  },
})
