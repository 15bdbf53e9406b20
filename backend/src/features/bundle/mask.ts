import { masked, maskText } from './mask-text.ts'
import { isSecretName } from './secret-names.ts'

/**
 * Takes the secrets out of any JSON value: what has a telling name is masked whole, texts and names are masked where they
 * hold one of the given forms or look like a secret.
 */
export function mask(value: unknown, forms: readonly string[]): unknown {
  if (typeof value === 'string') return maskText(value, forms)
  if (Array.isArray(value)) return value.map((one) => mask(one, forms))
  if (value instanceof Date) return value.toISOString()
  if (typeof value !== 'object' || value === null) return value
  const isPair = isSecretPair(value)
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      maskText(name, forms),
      tells(inner) && (isSecretName(name) || (isPair && name === 'value')) ? masked : mask(inner, forms),
    ]),
  )
}

/** That there is none, or whether there is, says nothing of what it is. */
const tells = (value: unknown): boolean => value !== null && value !== undefined && typeof value !== 'boolean'

/** `{ name: 'password', value: … }`, as lists of headers and settings are written. */
function isSecretPair(value: object): boolean {
  const { name, key, header } = value as Readonly<Record<string, unknown>>
  return 'value' in value && [name, key, header].some((one) => typeof one === 'string' && isSecretName(one))
}
