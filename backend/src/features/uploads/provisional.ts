import type { Profile } from '@nemeton/contract'
import type { Ports } from '../../ports/ports.ts'

const headBytes = 64 * 1024
const patienceMs = 250

export interface ArrivingHead {
  take(chunk: Uint8Array): void
  /** The whole file is here: a guess would only stand in the way of its reading. */
  end(): void
}

/** Gathers the first 64 KiB that pass by and has them judged once, unless the rest has come in a moment; the file does not wait for it. */
export function provisionalProfile(
  tabular: Pick<Ports['tabular'], 'provisional'>,
  filename: string,
  onProfile: (profile: Profile) => void,
): ArrivingHead {
  const chunks: Uint8Array[] = []
  let size = 0
  let timer: NodeJS.Timeout | undefined
  const judge = (head: Uint8Array) =>
    // A guess only: the whole file is judged afterwards, and says why when it cannot be read.
    tabular
      .provisional(head, filename)
      .then((profile) => profile && onProfile(profile))
      .catch(() => {})
  return {
    take: (chunk) => {
      if (size >= headBytes) return
      chunks.push(chunk)
      size += chunk.length
      if (size < headBytes) return
      const head = Buffer.concat(chunks).subarray(0, headBytes)
      chunks.length = 0
      timer = setTimeout(() => void judge(head), patienceMs).unref()
    },
    end: () => clearTimeout(timer),
  }
}
