import type { Rolldown } from 'vite'

export type Chunks = ReadonlyMap<string, Rolldown.OutputChunk>

export const chunksOf = (parts: Iterable<Rolldown.OutputChunk | Rolldown.OutputAsset>): Chunks =>
  new Map([...parts].flatMap((part) => (part.type === 'chunk' ? [[part.fileName, part]] : [])))

/** Chunks and everything that they import before they run. */
export function closure(names: readonly string[], chunks: Chunks, found = new Set<string>()): ReadonlySet<string> {
  for (const name of names) {
    const chunk = chunks.get(name)
    if (chunk === undefined || found.has(name)) continue
    found.add(name)
    closure(chunk.imports, chunks, found)
  }
  return found
}

/** The chunk that holds a module, named by the end of its path. */
export function chunkOf(module: string, chunks: Chunks): string {
  const found = [...chunks.values()].find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(module)))
  if (found === undefined) throw new Error(`no chunk holds ${module}`)
  return found.fileName
}

export const entriesOf = (chunks: Chunks): readonly string[] =>
  [...chunks.values()].filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName)
