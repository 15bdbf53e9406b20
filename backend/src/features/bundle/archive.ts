import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import type { Content } from './content.ts'
import { type Entry, readme } from './readme.ts'
import { write } from './write.ts'

interface Wanted {
  readonly contents: readonly Content[]
  /** In every form that they may have. */
  readonly secrets: readonly string[]
  readonly version: string
  readonly now: Date
}

/** A ZIP file that is written while it is read, one file after the other, and last what tells of them all. */
export function archive({ contents, secrets, version, now }: Wanted): Readable {
  const zip = new ZipFile()
  const out = zip.outputStream as Readable
  zip.on('error', (error) => out.destroy(error))
  const add = (path: string, make: () => Promise<string>) =>
    zip.addReadStreamLazy(path, { mtime: now }, (give) => {
      make().then(
        (text) => give(null, Readable.from([Buffer.from(text)], { objectMode: false })),
        (error: Error) => out.destroy(error),
      )
    })
  const entries: Entry[] = []
  for (const content of contents)
    add(content.path, async () => {
      const { text, maskedPlaces, failure } = await write(content, secrets)
      entries.push({ path: content.path, about: content.about, maskedPlaces, failure })
      return text
    })
  add('README.txt', async () => readme(entries, { version, now }))
  zip.end()
  return out
}
