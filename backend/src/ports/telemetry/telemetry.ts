/** Short facts of a span; never what a person asked or what a datasource holds. */
export type Attributes = Readonly<Record<string, string | number | boolean>>

/** A stretch of time in a trace. */
export interface Span {
  /** 32 hexadecimal digits. */
  readonly traceId: string
  /** Begins a part of it, `agoMs` before now. */
  begin(name: string, attributes: Attributes, agoMs?: number): Span
  /** `span.name` among them gives it another name. */
  set(attributes: Attributes): void
  /** To be called once. With an error it counts as failed; its code is told, its words are not. */
  end(error?: unknown): void
}

/** A W3C `traceparent` that was read. */
export interface TraceParent {
  readonly traceId: string
  readonly spanId: string
  readonly sampled: boolean
}

/** Where spans go. What cannot be sent is dropped: it fails nobody and holds nobody up. */
export interface Tracer {
  /** Begins the first span of this process in a trace: that of the parent, or a new one. */
  begin(name: string, parent: TraceParent | null, attributes: Attributes): Span
  /** Sends what is left, for a few seconds at most. */
  close(): Promise<void>
}

/** What a request asked for: found again wherever code works for it. */
export interface Work {
  readonly requestId: string
  readonly traceId: string | null
  /** Null while no traces are sent. */
  readonly span: Span | null
}

export type CalledPart = 'druid' | 'object_store' | 'database'

/** One call to another part. */
export interface Call {
  readonly part: CalledPart
  /** Of a closed list: the name of a port's member, or a kind of statement. */
  readonly operation: string
  readonly attributes?: Attributes
  /** It began so many milliseconds before it is told; 0 unless said. */
  readonly agoMs?: number
}

/** A request that was answered, or left. */
export interface Answered {
  readonly method: string
  /** The pattern of the path, never the path itself. */
  readonly route: string
  /** `2xx` to `5xx`, or `aborted` when the connection ended before the answer did. */
  readonly status: string
  /** Null for a stream of events, whose length is its reader's choice. */
  readonly seconds: number | null
}

export interface Sample {
  readonly labels?: Readonly<Record<string, string>>
  readonly value: number
}

/** A number that is read anew each time somebody looks; from memory, so that looking asks nobody. */
export interface Gauge {
  readonly name: string
  readonly help: string
  readonly labels?: readonly string[]
  /** `counter` for one that only grows since the start; its name ends in `_total`. */
  readonly kind?: 'gauge' | 'counter'
  read(): Iterable<Sample>
}

export type MetricsFormat = 'prometheus' | 'openMetrics'

/** Numbers of this process. Every label has few values, none of which comes from a user. */
export interface Metrics {
  answered(request: Answered, work: Work | null): void
  /** `outcome` is `ok` or the code of an error. */
  called(call: Call, outcome: string, seconds: number, work: Work | null): void
  /** Bytes that went to the object store. */
  stored(bytes: number): void
  cacheAsked(found: boolean): void
  /** A question left the queue: `ok` for Druid, else why it went without an answer. */
  leftQueue(outcome: string, seconds: number): void
  spansSent(outcome: 'ok' | 'failed', count: number): void
  watch(gauge: Gauge): void
  /** All of it as text. Exemplars are in `openMetrics` alone. */
  write(format: MetricsFormat): Promise<{ readonly contentType: string; readonly text: string }>
}

/** What is known of the running service: numbers, traces, and which request the code at hand works for. */
export interface Telemetry {
  readonly metrics: Metrics
  /** A `traceparent` that is not one is ignored. */
  beginWork(request: {
    readonly id: string
    readonly method: string
    readonly traceparent: string | string[] | undefined
    /** False: its trace id is known, and no span is made of it. */
    readonly isTraced: boolean
  }): Work
  /** Runs what follows for this request: `current` finds it there and in all that it starts. */
  within<T>(work: Work, run: () => T): T
  current(): Work | null
  /** Begins a call to another part; what it answers is to be called once, when the call has ended. */
  beginCall(call: Call): (error?: unknown) => void
  /** Begins a stretch of the current request that is no call; does nothing without one. */
  beginStretch(name: string): (error?: unknown) => void
}
