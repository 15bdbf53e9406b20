import { Readable } from 'node:stream'
import type { Row } from '@nemeton/contract'
import { ZipFile } from 'yazl'
import type { Fact } from '../../olap/question.ts'
import type { Zone } from '../../olap/time.ts'
import { createSheetWriter, factSheet, mostSheetRows, sheetPath, workbookParts } from '../../olap/xlsx.ts'
import type { OpenRows } from '../../queries/rows.ts'

const fast = { compressionLevel: 3 }

/**
 * A workbook, written while it is read: rows that no longer fit onto a sheet go onto a further one, the facts onto the
 * last. When the rows break off, so does the stream, before the directory without which no program opens the file.
 */
export function workbook(
  { columns, batches }: Pick<OpenRows, 'columns' | 'batches'>,
  facts: readonly Fact[],
  { zone, sheetRows = mostSheetRows }: { readonly zone: Zone; readonly sheetRows?: number },
): Readable {
  const zip = new ZipFile()
  const out = zip.outputStream as Readable
  zip.on('error', (error) => out.destroy(error))
  const names: string[] = []
  const writer = createSheetWriter(columns, zone)
  const rows = batches[Symbol.asyncIterator]()
  let count = 0

  const add = (rest: readonly Row[]) => {
    names.push(names.length === 0 ? 'Data' : `Data ${names.length + 1}`)
    const xml = Readable.from(sheet(rest), { objectMode: false }).once('error', (error) => out.destroy(error))
    zip.addReadStream(xml, sheetPath(names.length - 1), fast)
  }
  /** Begins what comes behind it before it ends itself. */
  async function* sheet(begun: readonly Row[]): AsyncGenerator<string> {
    yield writer.begin
    let left = sheetRows - 1
    for (let batch: readonly Row[] | null = begun; batch !== null; batch = await nextBatch()) {
      const fitting = batch.slice(0, left)
      if (fitting.length > 0) yield fitting.map(writer.row).join('')
      count += fitting.length
      left -= fitting.length
      if (fitting.length < batch.length) {
        yield writer.end
        add(batch.slice(fitting.length))
        return
      }
    }
    yield writer.end
    finish()
  }
  const nextBatch = async (): Promise<readonly Row[] | null> => {
    const next = await rows.next()
    return next.done ? null : next.value
  }
  const finish = () => {
    const cut = writer.cut()
    const all: readonly Fact[] = [
      ...facts,
      ['Times', `in ${zone.name}`],
      ['Rows', String(count)],
      ...(cut > 0 ? [['Cells cut', `${cut}: Excel takes 32,767 characters in one`] as const] : []),
    ]
    const path = sheetPath(names.length)
    names.push('Question')
    for (const [name, xml] of [[path, factSheet(all)] as const, ...workbookParts(names)])
      zip.addBuffer(Buffer.from(xml), name, fast)
    zip.end()
  }
  add([])
  return out
}
