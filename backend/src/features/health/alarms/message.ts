import { createHash } from 'node:crypto'
import type { Alarm } from './alarm.ts'

export interface Message {
  /** The same for the same alarm, whoever makes it. */
  readonly id: string
  readonly body: string
}

/** What a webhook is given: a type, an instant and the check as the API answers it. */
export function toMessage({ result, from, since }: Alarm, instance: string): Message {
  const { check, title, group, severity, sentence, subjects, evidence, remedy, link } = result
  const id = createHash('sha256').update(`${check} ${from} ${severity} ${since}`).digest('hex').slice(0, 24)
  const isBad = severity === 'warning' || severity === 'critical'
  const data = { check, title, group, severity, from, sentence, subjects, evidence, remedy, link, instance }
  const timestamp = new Date(since).toISOString()
  return { id: `msg_${id}`, body: JSON.stringify({ type: isBad ? 'check.bad' : 'check.well', timestamp, data }) }
}
