import { build, type Plugin } from 'vite'
import { chunkOf, chunksOf, closure, entriesOf } from './closure.ts'

/** Modules that are needed at one time, by the name of that time. */
type Moments = Readonly<Record<string, readonly string[]>>

interface Gathered {
  /** What is fetched together; the entry is one of its own. */
  readonly together: Moments
  /** Pages that had better not fetch what only those need. */
  readonly pages: readonly string[]
}

/**
 * Few scripts in place of many: the bundler makes a chunk for each set of pages that share a module, a hundred of them for
 * the first look at Explore, and each costs the browser and the service more than its bytes. A first build, which is not
 * written, tells what needs what once everything unused is gone; by that the modules are gathered for the second.
 */
export function gathered({ together, pages }: Gathered): Plugin {
  return {
    name: 'gathered',
    apply: 'build',
    config: async (config) => {
      const plugins = (config.plugins ?? []).filter((one) => !isOurs(one))
      const first = await build({
        ...config,
        plugins,
        configFile: false,
        logLevel: 'error',
        build: { ...config.build, write: false, minify: false, watch: null },
      })
      const chunks = chunksOf('output' in first ? first.output : [])
      const needed = (modules: readonly string[]) =>
        closure(
          modules.map((module) => chunkOf(module, chunks)),
          chunks,
        )
      const moments = [
        ['shell', closure(entriesOf(chunks), chunks)] as const,
        ...Object.entries(together).map(([name, modules]) => [name, needed(modules)] as const),
      ]
      const others = needed(pages)
      const gathering = new Map<string, Set<string>>()
      for (const [moment] of moments) for (const name of [`${moment}-shared`, moment]) gathering.set(name, new Set())
      for (const { fileName, moduleIds } of chunks.values()) {
        const moment = moments.find(([, names]) => names.has(fileName))?.[0]
        if (moment === undefined) continue
        const name = moment !== 'shell' && others.has(fileName) ? `${moment}-shared` : moment
        for (const id of moduleIds) gathering.get(name)?.add(id)
      }
      // A group takes along what its modules import, unless one before it has that already.
      const groups = [...gathering].map(([name, ids], index) => ({
        name,
        test: (id: string) => ids.has(id),
        priority: gathering.size - index,
      }))
      return { build: { rolldownOptions: { output: { codeSplitting: { groups } } } } }
    },
  }
}

const isOurs = (one: unknown): boolean =>
  typeof one === 'object' && one !== null && 'name' in one && ['gathered', 'ahead', 'packed'].includes(String(one.name))
