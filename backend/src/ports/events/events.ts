/** What changed; rows are read again by whoever cares, so that only ids travel. */
export interface Change {
  /** `query`: the question of this id is to end. */
  readonly kind: 'upload' | 'ingestion' | 'query'
  readonly id: string
}

/** Changes of any service instance on this database. */
export interface Events {
  /** Resolves when the change was handed over. */
  publish(change: Change): Promise<void>
  /** `onChange` gets null after a lost connection came back: anything may have changed. Returns the end of it. */
  subscribe(onChange: (change: Change | null) => void): () => void
  /** The same as an async sequence that ends with the signal; changes of one id collapse while nobody reads. */
  changes(wanted: (change: Change) => boolean, signal: AbortSignal): AsyncIterable<Change | null>
  close(): Promise<void>
}
