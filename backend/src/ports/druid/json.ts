import { ProductError } from '@nemeton/contract'

/** What Druid answered; a part that dies may leave an answer without its end, or without anything, and call it good. */
export function readJson<T>(text: string): T {
  try {
    return JSON.parse(text) as T
  } catch (cause) {
    throw new ProductError('druid_unavailable', 'Druid went away in the middle of an answer. Try again.', { cause })
  }
}
