/** One event as it goes over the line, made once however many streams it goes to. */
export interface EventBlock<T> {
  readonly bytes: Buffer
  /** Never there: what the text holds. */
  readonly of?: T
}

/** With an id, a reader that comes back says how far it came. */
export const eventBlock = <T>(value: T, id?: string): EventBlock<T> => ({
  bytes: Buffer.from(`${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(value)}\n\n`),
})
