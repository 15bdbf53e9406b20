import { existsSync } from 'node:fs'
import helmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import { getDatasource, ProductError } from '@nemeton/contract'
import type { FastifyInstance } from 'fastify'

export const isApi = (path: string): boolean => path.startsWith('/api/')

/** The built pages: hashed assets for ever, everything else that is no file is the one page whose URL is its state. */
export async function servePages(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // The UI kit computes styles; scripts stay without exceptions.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
  })
  const built = existsSync(folder)
  if (built)
    await app.register(fastifyStatic, {
      root: folder,
      // Packed at the build: see frontend/build/packed.ts.
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        reply.header('cache-control', cacheOf(path))
      },
    })
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    const isPage = request.method === 'GET' && !isApi(path) && !path.startsWith('/assets/') && !/\.\w+$/.test(path)
    if (isPage && built)
      return reply.header('cache-control', 'no-cache').headers(preloadOf(path)).sendFile('index.html')
    throw new ProductError('not_found', `There is nothing at ${request.method} ${path}.`)
  })
}

/** Names with a hash mean the same for ever; a picture may be a day old, a page never. */
const cacheOf = (path: string): string => {
  if (path.includes('/assets/')) return 'public, max-age=31536000, immutable'
  return /\.svg(\.\w+)?$/.test(path) ? 'public, max-age=86400' : 'no-cache'
}

/** What Explore asks first is on its way before the browser has read the page. */
function preloadOf(path: string): { link?: string } {
  const [, name] = /^\/explore\/((?:[^/%]|%[0-9a-f]{2})+)$/i.exec(path) ?? []
  if (name === undefined) return {}
  try {
    const asked = getDatasource.path.replace(':name', encodeURIComponent(decodeURIComponent(name)))
    return { link: `<${asked}>; rel=preload; as=fetch; crossorigin` }
  } catch {
    return {}
  }
}
