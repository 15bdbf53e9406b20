const MiB = 1024 ** 2
/** A piece has to be worth a task of its own. */
const leastBytes = 24 * MiB

/** Into how many pieces a file is cut so that the free slots read it side by side; one slot is for the task that waits. */
export const piecesFor = (bytes: number, freeSlots: number): number =>
  freeSlots < 3 ? 1 : Math.max(1, Math.min(freeSlots - 1, Math.floor(bytes / leastBytes)))
