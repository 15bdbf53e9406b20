import { ProductError } from '@nemeton/contract'

/** The name as sent, refused when it is a path or holds what no file name should. */
export function requireFilename(raw: string | undefined): string {
  const name = raw ?? ''
  if (name === '') throw new ProductError('invalid_request', 'The part "file" has no file name. Send it as a file.')
  if (name.length > 255) throw new ProductError('invalid_request', 'The file name is longer than 255 characters.')
  if (/[/\\]/.test(name) || name === '.' || name === '..')
    throw new ProductError('invalid_request', `The file name "${name}" is a path. Send the bare name.`)
  if (/\p{Cc}/u.test(name)) throw new ProductError('invalid_request', 'The file name holds control characters.')
  return name
}

/** A safe object key: never a prefix of another, since the upload's id stands in the middle. */
export function objectKey(datasource: string, uploadId: string, filename: string): string {
  return `uploads/${segment(datasource)}/${uploadId}/${segment(filename)}`
}

export const processedPrefix = (datasource: string, uploadId: string): string =>
  `processed/${segment(datasource)}/${uploadId}/`

/** Letters, digits and a few signs, so that no store or URI reader stumbles. */
function segment(name: string): string {
  const safe = name.normalize('NFKD').replace(/[^A-Za-z0-9._-]+/g, '_')
  return safe.replace(/^\.+/, '_').slice(-180) || '_'
}
