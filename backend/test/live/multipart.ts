export type Part =
  | { readonly field: string; readonly value: string }
  | {
      readonly name?: string
      readonly filename: string
      readonly content: string | Uint8Array | AsyncIterable<Uint8Array>
    }

const boundary = 'nemeton-test-boundary-7d1f'

export const multipartHeaders = { 'content-type': `multipart/form-data; boundary=${boundary}` }

/** A body written by hand, so that it can be wrong, slow or never end. */
export async function* multipart(parts: readonly Part[], { end = true } = {}): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    const disposition =
      'field' in part
        ? `form-data; name="${part.field}"`
        : `form-data; name="${part.name ?? 'file'}"; filename="${part.filename}"`
    const type = 'field' in part ? '' : 'content-type: application/octet-stream\r\n'
    yield Buffer.from(`--${boundary}\r\ncontent-disposition: ${disposition}\r\n${type}\r\n`)
    const content = 'field' in part ? part.value : part.content
    if (typeof content === 'string') yield Buffer.from(content)
    else if (content instanceof Uint8Array) yield content
    else yield* content
    yield Buffer.from('\r\n')
  }
  if (end) yield Buffer.from(`--${boundary}--\r\n`)
}
