export type Posted =
  | { readonly kind: 'taken' }
  /** It may take the message another time. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** It will never take it. */
  | { readonly kind: 'refused'; readonly reason: string }

/** Who is told of what happens. Their addresses and the secret stay inside: what names one is its hash. */
export interface Webhooks {
  readonly targets: readonly string[]
  /**
   * Gives one message, signed as Standard Webhooks are: `webhook-id`, `webhook-timestamp`, `webhook-signature`. One
   * attempt, within five seconds; never rejects.
   */
  post(target: string, id: string, body: string): Promise<Posted>
  close(): Promise<void>
}
