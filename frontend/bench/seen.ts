/** What the bench asks of a browser. */
export interface Job {
  readonly service: string
  readonly datasource: string
  readonly loads: number
  readonly clicks: number
  readonly tableRows: number
}

export interface Seen {
  readonly loads: readonly Load[]
  readonly clicks: readonly Click[]
  readonly scroll: Scroll
}

/** Times in ms since the navigation began. */
export interface Load {
  readonly asked: number
  readonly drawn: number
  readonly shifted: number
}

export interface Click {
  readonly tookMs: number
  /** What was sent to `POST /query` for it. */
  readonly bodies: readonly string[]
  /** By what Druid knows the questions of those. */
  readonly queryIds: readonly string[]
}

export interface Scroll {
  readonly rows: number
  readonly framesMs: readonly number[]
  readonly longTasksMs: readonly number[]
}
