import { useNow } from '../ui/use-now.ts'
import { formatAgo } from './duration.ts'
import { formatOffset, formatTime } from './time.ts'

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

/** How long ago; the exact instant with its zone in the tooltip. */
export function Ago({ at }: { at: string }) {
  const now = useNow(10_000)
  const instant = Date.parse(at)
  return (
    <time dateTime={at} title={`${formatTime(instant, 'second', zone)} ${formatOffset(instant, zone)}`}>
      {formatAgo(instant, now)}
    </time>
  )
}
