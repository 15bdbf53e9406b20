interface Room {
  readonly freeBytes: number
  readonly totalBytes: number
}

const GB = 1_000_000_000

/** A small part of a large disk may still be plenty. */
export const isLow = ({ freeBytes, totalBytes }: Room): boolean =>
  freeBytes < GB || (freeBytes < 20 * GB && freeBytes / totalBytes < 0.1)

export const isVeryLow = ({ freeBytes, totalBytes }: Room): boolean =>
  freeBytes < GB / 2 || (freeBytes < 5 * GB && freeBytes / totalBytes < 0.03)
