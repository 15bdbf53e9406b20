import type { Plugin } from 'vite'
import { chunkOf, chunksOf, closure, entriesOf } from './closure.ts'

/**
 * Writes `ahead.json`: for each pattern of addresses the scripts and styles that its page waits for, in the order in which
 * they had better come. The service names them in the header of the page, so that a browser fetches all of them before it
 * has read the first line, and not the page's own once the entry has run.
 */
export function ahead(modules: Readonly<Record<string, readonly string[]>>): Plugin {
  return {
    name: 'ahead',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = chunksOf(Object.values(bundle))
      const entries = entriesOf(chunks)
      const filesOf = (own: readonly string[]): readonly string[] => {
        const scripts = [...closure([...entries, ...own.map((module) => chunkOf(module, chunks))], chunks)]
        const styles = scripts.flatMap((name) => [...(chunks.get(name)?.viteMetadata?.importedCss ?? [])])
        return [...scripts, ...new Set(styles)]
      }
      const pages = Object.entries(modules).map(([pattern, own]) => [pattern, filesOf(own)])
      this.emitFile({ type: 'asset', fileName: 'ahead.json', source: JSON.stringify(Object.fromEntries(pages)) })
    },
  }
}
