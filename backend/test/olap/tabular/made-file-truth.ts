import iconv from 'iconv-lite'
import { sniff } from '../../../src/olap/tabular/dialect.ts'
import { encodingOf } from '../../../src/olap/tabular/encoding.ts'
import type { MadeFile } from './made-files.ts'

/** What is read wrong of a made file, from its bytes on. */
export const missOf = (file: MadeFile): string[] => {
  const encoding = encodingOf(file.bytes).name ?? 'utf-8'
  const text = iconv.decode(Buffer.from(file.bytes), encoding === 'us-ascii' ? 'utf-8' : encoding)
  if (text !== file.text) return [`decoded as ${encoding}`]
  const found = { footerRows: 0, comment: null, ...sniff(text).dialect }
  return Object.entries(file.truth)
    .filter(([key, value]) => found[key as keyof typeof found] !== value)
    .map(
      ([key, value]) =>
        `${key} ${JSON.stringify(value)} is read as ${JSON.stringify(found[key as keyof typeof found])}`,
    )
}
