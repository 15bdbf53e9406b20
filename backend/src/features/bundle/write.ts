import type { Content } from './content.ts'
import { mask } from './mask.ts'
import { masked } from './mask-text.ts'

export interface Written {
  readonly text: string
  /** Places where something was taken out. */
  readonly maskedPlaces: number
  /** Why it could not be made; null when it was. */
  readonly failure: string | null
}

/** Makes one file, every secret in it masked. What cannot be made says why: the rest of the bundle still helps. */
export async function write({ path, make }: Content, forms: readonly string[]): Promise<Written> {
  try {
    const text = textOf(path, mask(read(path, await make()), forms))
    return { text, maskedPlaces: text.split(masked).length - 1, failure: null }
  } catch (error) {
    const failure = String(mask(error instanceof Error ? error.message : String(error), forms))
    return { text: `This could not be read: ${failure}\n`, maskedPlaces: 0, failure }
  }
}

/** Lines of the log are JSON: what they hold is masked by its names too. */
function read(path: string, value: unknown): unknown {
  if (!path.endsWith('.ndjson') || !Array.isArray(value)) return value
  return value.map((line: unknown) => {
    try {
      return JSON.parse(String(line)) as unknown
    } catch {
      return line
    }
  })
}

function textOf(path: string, value: unknown): string {
  if (path.endsWith('.ndjson') && Array.isArray(value)) return value.map((line) => `${JSON.stringify(line)}\n`).join('')
  if (path.endsWith('.json')) return `${JSON.stringify(value, null, 2)}\n`
  return String(value)
}
