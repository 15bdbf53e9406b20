import { request } from 'node:http'

interface Reading {
  readonly onOpen?: () => void
  /** What a browser sends when it comes back. */
  readonly lastEventId?: string
}

interface ReadEvent<T> {
  readonly id: string | null
  readonly data: T
}

/** The `data` of each Server-Sent Event until the server ends the stream or the reader leaves. */
export async function* readEvents<T>(url: string, onOpen: () => void = () => {}): AsyncGenerator<T> {
  for await (const { data } of readNumberedEvents<T>(url, { onOpen })) yield data
}

/** The same with the id of each; nothing when the server says that nothing will come. */
export async function* readNumberedEvents<T>(
  url: string,
  { onOpen = () => {}, lastEventId }: Reading = {},
): AsyncGenerator<ReadEvent<T>> {
  const headers = { accept: 'text/event-stream', ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) }
  const call = request(url, { headers, agent: false })
  try {
    const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
      call.once('response', resolve).once('error', reject).end()
    })
    if (response.statusCode === 204) return
    if (response.statusCode !== 200) throw new Error(`${response.statusCode} for ${url}`)
    onOpen()
    let rest = ''
    for await (const chunk of response.setEncoding('utf8')) {
      const blocks = (rest + chunk).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const lines = (name: string) =>
          block
            .split('\n')
            .filter((line) => line.startsWith(`${name}: `))
            .map((line) => line.slice(name.length + 2))
        const data = lines('data').join('\n')
        if (data !== '') yield { id: lines('id')[0] ?? null, data: JSON.parse(data) as T }
      }
    }
  } finally {
    call.destroy()
  }
}
