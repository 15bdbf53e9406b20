import { connect } from 'node:net'

export async function answersOk(url: string): Promise<boolean> {
  return (await statusOf(url)) < 400
}

export async function answersAtAll(url: string): Promise<boolean> {
  return (await statusOf(url)) < 500
}

async function statusOf(url: string): Promise<number> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) })
  await response.body?.cancel()
  return response.status
}

export async function fetchJson<T>(url: string, body?: unknown): Promise<T> {
  return JSON.parse(await fetchText(url, body)) as T
}

/** GET, or POST when there is a body. */
export async function fetchText(url: string, body?: unknown): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const post = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) }
  const response = await fetch(url, { ...post, signal: AbortSignal.timeout(5_000) })
  const text = await response.text()
  if (!response.ok) throw new Error(`${response.status} from ${url}: ${text.slice(0, 200)}`)
  return text
}

/** Sends one line and reads until the other side closes. */
export function say(port: number, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port })
    let heard = ''
    socket.setEncoding('utf8').setTimeout(2_000, () => socket.destroy(new Error('no answer')))
    socket.on('connect', () => socket.write(line))
    socket.on('data', (chunk) => {
      heard += chunk
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(heard))
  })
}
