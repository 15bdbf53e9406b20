import { useNow } from '../ui/use-now.ts'
import { formatAgo } from './duration.ts'
import { formatInstant, ownZone } from './instant.ts'

/** How long ago; the exact instant with its zone in the tooltip. */
export function Ago({ at, zone = ownZone }: { at: string; zone?: string }) {
  const now = useNow(10_000)
  const instant = Date.parse(at)
  return (
    <time dateTime={at} title={formatInstant(instant, zone)}>
      {formatAgo(instant, now)}
    </time>
  )
}
