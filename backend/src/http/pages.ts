import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import helmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import { getDatasource, ProductError } from '@nemeton/contract'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'

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
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    const isPage = request.method === 'GET' && !isApi(path) && !path.startsWith('/assets/') && !/\.\w+$/.test(path)
    if (isPage && built) {
      const links = [...filesOf(path, await readAhead(folder)), ...datasourceOf(path)]
      if (links.length > 0) reply.header('link', links.join(', '))
      return reply.header('cache-control', 'no-cache').sendFile('index.html')
    }
    throw new ProductError('not_found', `There is nothing at ${request.method} ${path}.`)
  })
}

/** Names with a hash mean the same for ever; a picture may be a day old, a page never. */
const cacheOf = (path: string): string => {
  if (path.includes('/assets/')) return 'public, max-age=31536000, immutable'
  return /\.svg(\.\w+)?$/.test(path) ? 'public, max-age=86400' : 'no-cache'
}

/** The files that a page waits for, by the pattern of its address: see frontend/build/ahead.ts. */
const aheadFile = z.record(z.string(), z.array(z.string().regex(/^[\w./-]+$/)))
type Ahead = z.infer<typeof aheadFile>

/** Read each time: the pages may be built anew under a running service. Without it they only come later. */
const readAhead = async (folder: string): Promise<Ahead> => {
  try {
    return aheadFile.parse(JSON.parse(await readFile(join(folder, 'ahead.json'), 'utf8')))
  } catch {
    return {}
  }
}

const partsOf = (path: string): readonly string[] => path.split('/').filter((part) => part !== '')

function filesOf(path: string, ahead: Ahead): readonly string[] {
  const parts = partsOf(path)
  const [, files = []] =
    Object.entries(ahead).find(([pattern]) => {
      const wanted = partsOf(pattern)
      return wanted.length === parts.length && wanted.every((one, at) => one.startsWith(':') || one === parts[at])
    }) ?? []
  return files.map((name) =>
    name.endsWith('.css')
      ? `</${name}>; rel=preload; as=style; crossorigin`
      : `</${name}>; rel=modulepreload; crossorigin`,
  )
}

/** What Explore asks first is on its way before the browser has read the page. */
function datasourceOf(path: string): readonly string[] {
  const [, name] = /^\/explore\/((?:[^/%]|%[0-9a-f]{2})+)$/i.exec(path) ?? []
  if (name === undefined) return []
  try {
    const asked = getDatasource.path.replace(':name', encodeURIComponent(decodeURIComponent(name)))
    return [`<${asked}>; rel=preload; as=fetch; crossorigin`]
  } catch {
    return []
  }
}
