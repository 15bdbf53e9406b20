import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

/** A smaller one costs more to ask for than its bytes. */
const leastBytes = 1000

const packings = [
  { ending: '.br', pack: promisify(brotliCompress), options: { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } } },
  { ending: '.gz', pack: promisify(gzip), options: { level: 9 } },
] as const

/** Lays beside each file of text what is sent to a browser that can unpack it; packed once, not at each request. */
export function packed(): Plugin {
  let folder = ''
  return {
    name: 'packed',
    apply: 'build',
    configResolved: ({ root, build }) => {
      folder = join(root, build.outDir)
    },
    closeBundle: async () => {
      const files = await readdir(folder, { recursive: true }).catch(() => [])
      for (const file of files.filter((name) => /\.(js|css|html|svg)$/.test(name))) {
        const bytes = await readFile(join(folder, file))
        if (bytes.length < leastBytes) continue
        await Promise.all(
          packings.map(async ({ ending, pack, options }) =>
            writeFile(join(folder, `${file}${ending}`), await pack(bytes, options)),
          ),
        )
      }
    },
  }
}
