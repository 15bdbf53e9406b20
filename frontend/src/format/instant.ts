import { formatOffset, formatTime } from './time.ts'

/** The zone that the browser stands in. */
export const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone

/** `28 Nov 2026, 13:04:11 UTC+3`: to the second, with its zone. */
export const formatInstant = (instant: number, zone: string): string =>
  `${formatTime(instant, 'second', zone)} ${formatOffset(instant, zone)}`
