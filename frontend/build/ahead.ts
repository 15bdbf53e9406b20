import type { Plugin } from 'vite'

const place = '<!-- ahead -->'

type Chunk = { readonly imports: readonly string[]; readonly fileName: string; readonly isEntry: boolean }

/**
 * Names in the page, for addresses that begin so, the scripts that a page needs beyond the entry's, so that `ahead.js`
 * fetches them beside the entry and not once it has run.
 */
export function ahead(path: string, module: string): Plugin {
  return {
    name: 'ahead',
    transformIndexHtml: {
      order: 'post',
      handler: (html, { bundle }) => {
        if (!bundle) return html
        const parts = Object.values(bundle)
        const chunks = new Map(parts.flatMap((part) => (part.type === 'chunk' ? [[part.fileName, part]] : [])))
        const page = [...chunks.values()].find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(module)))
        if (page === undefined) throw new Error(`no chunk holds ${module}`)
        const entry = closure([...chunks.values()].filter(({ isEntry }) => isEntry).map(nameOf), chunks)
        const own = [...closure([page.fileName], chunks)].filter((name) => !entry.has(name))
        if (!html.includes(place)) throw new Error(`the page has no ${place}`)
        // before the styles, for which a script would wait
        const meta = `<meta name="ahead" data-path="${path}" content="${own.join(' ')}" />`
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
