/** What a file on its way tells. */
export interface SendingEvents {
  readonly onSent: (bytes: number) => void
  /** The last byte is out; the service stores. */
  readonly onStoring: () => void
  /** It failed and will be tried again by itself. */
  readonly onLost: (error: unknown) => void
  readonly onStored: () => void
  readonly onFailed: (error: unknown) => void
}

/** One file that is being sent; nothing is told after `stop`. */
export interface Sending {
  readonly stop: () => void
}

export type Send = (id: string, file: File, events: SendingEvents) => Sending
