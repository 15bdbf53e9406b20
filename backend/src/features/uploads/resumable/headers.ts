import type { IncomingHttpHeaders } from 'node:http'
import { ProductError, resumableMetadata, tusChecksums, tusVersion } from '@nemeton/contract'
import type { z } from 'zod'
import { parse } from '../../../http/zod-provider.ts'

const mostMetadata = 4096

export interface Checksum {
  readonly algorithm: (typeof tusChecksums)[number]
  readonly digest: Buffer
}

export function requireVersion(headers: IncomingHttpHeaders): void {
  if (headers['tus-resumable'] !== tusVersion)
    throw new ProductError(
      'unsupported_version',
      `Resumable uploads speak the tus protocol ${tusVersion}. Send the header Tus-Resumable: ${tusVersion}.`,
    )
}

export function readCount(headers: IncomingHttpHeaders, name: 'upload-length' | 'upload-offset'): number {
  const text = headers[name]
  if (typeof text !== 'string' || !/^\d{1,15}$/.test(text))
    throw new ProductError('invalid_request', `The header ${name} has to be a number of bytes.`)
  return Number(text)
}

/** `key base64, key base64`: the keys are those of the contract, each once. */
export function readMetadata(text: unknown): z.infer<typeof resumableMetadata> {
  if (typeof text !== 'string' || text === '')
    throw new ProductError('invalid_request', 'The header Upload-Metadata is missing. It holds at least the filename.')
  if (text.length > mostMetadata)
    throw new ProductError('invalid_request', `The header Upload-Metadata is longer than ${mostMetadata} characters.`)
  const found: Record<string, string> = {}
  for (const pair of text.split(',')) {
    const [key = '', value = '', ...more] = pair.trim().split(' ')
    if (key === '' || more.length > 0 || key in found)
      throw new ProductError(
        'invalid_request',
        'The header Upload-Metadata is not a list of "key base64", each key once.',
      )
    found[key] = decode(key, value)
  }
  return parse(resumableMetadata.strict(), found, 'fields')
}

function decode(key: string, value: string): string {
  const bytes = Buffer.from(value, 'base64')
  const same = bytes.toString('base64').replaceAll('=', '') === value.replace(/={0,2}$/, '')
  try {
    if (same) return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {}
  throw new ProductError('invalid_request', `In Upload-Metadata the value of "${key}" is not UTF-8 text in base64.`)
}

export function readChecksum(headers: IncomingHttpHeaders): Checksum | null {
  const text = headers['upload-checksum']
  if (text === undefined) return null
  const [algorithm, value = ''] = String(text).split(' ')
  const known = tusChecksums.find((name) => name === algorithm)
  const digest = Buffer.from(value, 'base64')
  if (known === undefined || digest.length !== (known === 'sha1' ? 20 : 32))
    throw new ProductError(
      'invalid_request',
      `The header Upload-Checksum has to be one of ${tusChecksums.join(', ')}, a space and the digest in base64.`,
    )
  return { algorithm: known, digest }
}
