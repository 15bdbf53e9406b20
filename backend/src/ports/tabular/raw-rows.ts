import { open } from 'node:fs/promises'

/** Rows of a text as they stand in it, asked for from its begin to its end. */
export interface RawRows {
  at(start: number, length: number): Promise<string>
  close(): Promise<void>
}

const windowBytes = 1 << 20

/** Reads ahead, so that neighbouring rows cost no reading of their own. */
export const openRawRows = async (path: string): Promise<RawRows> => {
  const file = await open(path, 'r')
  const ahead = Buffer.alloc(windowBytes)
  let from = 0
  let held = 0
  return {
    at: async (start, length) => {
      const wanted = Math.min(length, windowBytes)
      if (start < from || start + wanted > from + held) {
        from = start
        held = (await file.read(ahead, 0, windowBytes, start)).bytesRead
      }
      return ahead.subarray(start - from, Math.min(start - from + wanted, held)).toString('utf8')
    },
    close: () => file.close(),
  }
}
