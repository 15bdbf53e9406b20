import { randomUUID } from 'node:crypto'

/**
 * The id by which Druid knows a question. Callers may give several requests one id, and Druid is told late, and more than
 * once, that nobody waits for a question any more: without an id of its own the next one would be ended with it.
 */
export const questionId = (requestId: string): string => `${requestId}.${randomUUID().slice(0, 8)}`
