import type { Plugin } from 'vite'

const place = '<!-- ahead -->'

type Chunk = { readonly imports: readonly string[]; readonly fileName: string; readonly isEntry: boolean }

interface Ahead {
  /** How the addresses begin that the page has. */
  readonly path: string
  /** Module of the page. */
  readonly page: string
  /** Modules that it fetches once it is there: they had better not wait in line behind its questions. */
  readonly later: readonly string[]
}

/**
 * Names in the page the scripts that one of the pages needs beyond the entry's, so that `ahead.js` fetches them beside the
 * entry and not once it has run.
 */
export function ahead({ path, page, later }: Ahead): Plugin {
  return {
    name: 'ahead',
    transformIndexHtml: {
      order: 'post',
      handler: (html, { bundle }) => {
        if (!bundle) return html
        const parts = Object.values(bundle)
        const chunks = new Map(parts.flatMap((part) => (part.type === 'chunk' ? [[part.fileName, part]] : [])))
        const chunkOf = (module: string): string => {
          const found = [...chunks.values()].find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(module)))
          if (found === undefined) throw new Error(`no chunk holds ${module}`)
          return found.fileName
        }
        const entry = closure([...chunks.values()].filter(({ isEntry }) => isEntry).map(nameOf), chunks)
        const whole = closure([chunkOf(page)], chunks)
        const own = [...whole].filter((name) => !entry.has(name))
        const styles = new Set(own.flatMap((name) => [...(chunks.get(name)?.viteMetadata?.importedCss ?? [])]))
        const rest = [...closure(later.map(chunkOf), chunks)].filter((name) => !entry.has(name) && !whole.has(name))
        if (!html.includes(place)) throw new Error(`the page has no ${place}`)
        // before the styles, for which a script would wait
        const meta = `<meta name="ahead" data-path="${path}" content="${[...own, ...styles].join(' ')}" data-later="${rest.join(' ')}" />`
        return html.replace(place, `${meta}\n    <script src="/ahead.js"></script>`)
      },
    },
  }
}

const nameOf = ({ fileName }: Chunk): string => fileName

/** Chunks and everything that they import before they run. */
function closure(
  names: readonly string[],
  chunks: ReadonlyMap<string, Chunk>,
  found = new Set<string>(),
): ReadonlySet<string> {
  for (const name of names) {
    const chunk = chunks.get(name)
    if (chunk === undefined || found.has(name)) continue
    found.add(name)
    closure(chunk.imports, chunks, found)
  }
  return found
}
