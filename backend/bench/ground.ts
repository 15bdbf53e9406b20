/** What a bench measures on: one running stack and its service. */
export interface Ground {
  readonly service: string
  readonly broker: string
  readonly router: string
  /** The service's own environment; the bare upload takes the store's address and keys from it. */
  readonly env: Readonly<Record<string, string>>
  /** Written by `loop-probe.ts` inside the service. */
  readonly turnsFile: string
  /** Written by `poll-probe.ts` inside the service. */
  readonly pollsFile: string
  /** The folder of the parts' logs. */
  readonly logs: string
  servicePid(): number
  /** A service without a past: what an earlier bench left in its memory would hide what this one takes. */
  renewService(): Promise<void>
  /** Stops everything and starts it again with the data it has; resolves to the seconds until all was ready. */
  restart(): Promise<number>
}
