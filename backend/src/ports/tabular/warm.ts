import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SpooledFile } from './tabular.ts'

const rows = 500

/** A small table with something of most kinds, to be read before the first real one: code that never ran is several times slower. */
export const writeWarmFile = async (scratch: string): Promise<SpooledFile> => {
  const lines = Array.from({ length: rows }, (_, n) => {
    const at = new Date(Date.UTC(2024, 0, 1) + n * 3_600_000).toISOString()
    return `${at},A${n % 7},"name, ${n % 90}",${n},${(n * 1.25).toFixed(2)},${n % 2 === 0 ? 'yes' : 'no'},${n % 9 === 0 ? '' : n % 31}`
  })
  const text = `at,code,name,number,price,flag,some\n${lines.join('\n')}\n`
  await mkdir(scratch, { recursive: true })
  const path = join(scratch, 'warm.csv')
  await writeFile(path, text)
  return { id: 'warm', path, filename: 'warm.csv', bytes: Buffer.byteLength(text), compression: 'none' }
}
