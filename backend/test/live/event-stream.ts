import { request } from 'node:http'

/** The `data` of each Server-Sent Event until the server ends the stream or the reader leaves. */
export async function* readEvents<T>(url: string, onOpen: () => void = () => {}): AsyncGenerator<T> {
  const call = request(url, { headers: { accept: 'text/event-stream' }, agent: false })
  try {
    const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
      call.once('response', resolve).once('error', reject).end()
    })
    if (response.statusCode !== 200) throw new Error(`${response.statusCode} for ${url}`)
    onOpen()
    let rest = ''
    for await (const chunk of response.setEncoding('utf8')) {
      const blocks = (rest + chunk).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const data = block
          .split('\n')
          .filter((line) => line.startsWith('data: '))
          .map((line) => line.slice(6))
          .join('\n')
        if (data !== '') yield JSON.parse(data) as T
      }
    }
  } finally {
    call.destroy()
  }
}
