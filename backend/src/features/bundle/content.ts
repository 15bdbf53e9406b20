/** One file of the bundle, made when its turn comes. */
export interface Content {
  readonly path: string
  /** What it is, for who opens the bundle. */
  readonly about: string
  /** A text, or a value that is written as JSON. */
  make(): Promise<unknown>
}
