import { createHmac } from 'node:crypto'

/** `whsec_` and base64, as Standard Webhooks write secrets, or any text as it is. */
const keyOf = (secret: string): Buffer =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret)

/** Version 1: HMAC-SHA256 over id, seconds since 1970 and body, joined by dots. */
export const sign = (secret: string, id: string, seconds: number, body: string): string =>
  `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${seconds}.${body}`).digest('base64')}`
