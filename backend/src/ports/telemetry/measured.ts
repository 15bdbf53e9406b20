import type { Attributes, CalledPart, Telemetry } from './telemetry.ts'

type Member = (...args: readonly unknown[]) => unknown

interface Wanted {
  readonly part: CalledPart
  readonly telemetry: Telemetry
  /** Members that ask nobody. */
  readonly except?: readonly string[]
  readonly attributesOf?: (args: readonly unknown[]) => Attributes | undefined
}

/** The same port; each call of a member that answers a promise, and each page of one that answers pages, is measured. */
export function measured<P extends object>(port: P, { part, telemetry, except = [], attributesOf }: Wanted): P {
  const measure = (operation: string, member: Member): Member => {
    return (...args) => {
      const attributes = attributesOf?.(args)
      const begin = () => telemetry.beginCall(attributes ? { part, operation, attributes } : { part, operation })
      const end = begin()
      let answer: unknown
      try {
        answer = member(...args)
      } catch (error) {
        end(error)
        throw error
      }
      if (isPages(answer)) return measuredPages(answer, end, begin)
      if (answer instanceof Promise) void answer.then(() => end(), end)
      else end()
      return answer
    }
  }
  const entries = Object.entries(port).map(([name, member]) => [
    name,
    typeof member === 'function' && !except.includes(name) ? measure(name, member as Member) : member,
  ])
  return Object.fromEntries(entries) as P
}

const isPages = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value

async function* measuredPages(
  pages: AsyncIterable<unknown>,
  first: (error?: unknown) => void,
  begin: () => (error?: unknown) => void,
): AsyncGenerator<unknown> {
  let end = first
  try {
    for await (const page of pages) {
      end()
      yield page
      end = begin()
    }
    end()
  } catch (error) {
    end(error)
    throw error
  }
}
