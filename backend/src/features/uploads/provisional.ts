import type { Profile } from '@nemeton/contract'
import type { Ports } from '../../ports/ports.ts'

const headBytes = 64 * 1024

/** Gathers the first 64 KiB that pass by and has them judged once; the file does not wait for it. */
export function provisionalProfile(
  tabular: Pick<Ports['tabular'], 'provisional'>,
  filename: string,
  onProfile: (profile: Profile) => void,
): (chunk: Uint8Array) => void {
  const chunks: Uint8Array[] = []
  let size = 0
  return (chunk) => {
    if (size >= headBytes) return
    chunks.push(chunk)
    size += chunk.length
    if (size < headBytes) return
    const head = Buffer.concat(chunks).subarray(0, headBytes)
    chunks.length = 0
    // A guess only: the whole file is judged afterwards, and says why when it cannot be read.
    tabular
      .provisional(head, filename)
      .then((profile) => profile && onProfile(profile))
      .catch(() => {})
  }
}
