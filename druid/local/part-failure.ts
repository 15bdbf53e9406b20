import { readFileSync } from 'node:fs'
import type { PartName } from './part-name.ts'

export class PartFailure extends Error {
  readonly part: PartName
  readonly tail: readonly string[]

  constructor(part: PartName, reason: string, log: string) {
    super(`${part} ${reason}; its log is ${log}`)
    this.part = part
    this.tail = lastLines(log, 20)
  }
}

export function lastLines(file: string, count: number): readonly string[] {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count)
  } catch {
    return []
  }
}
