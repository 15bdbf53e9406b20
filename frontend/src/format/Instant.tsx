import { formatInstant } from './instant.ts'

/** A point in time, to the second, on a zone's clock. */
export const Instant = ({ at, zone }: { at: string; zone: string }) => (
  <time dateTime={at}>{formatInstant(Date.parse(at), zone)}</time>
)
