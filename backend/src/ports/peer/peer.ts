/** Who answers at the other end of an encrypted connection. */
export interface Peer {
  /** When the certificate ends that an `https:` origin shows, trusted or not; null when it shows none in time. */
  certificateExpiresAt(origin: string, signal: AbortSignal): Promise<Date | null>
}
