import { isSecretName } from './secret-names.ts'

/** Every secret among the settings: those of a telling name, headers, and what addresses hold. */
export function configuredSecrets(settings: Readonly<Record<string, unknown>>): readonly string[] {
  const found = Object.entries(settings).flatMap(([name, value]) => {
    const texts = textsIn(value)
    const all = isSecretName(name) || /headers$/i.test(name) ? texts.flatMap(withoutScheme) : []
    return [...all, ...texts.flatMap(inAddress)]
  })
  return [...new Set(found)].filter((secret) => secret !== '')
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** `Bearer abc` is a secret, and so is `abc`. */
const withoutScheme = (text: string): readonly string[] => [text, text.replace(/^\w+\s+/, '')]

function inAddress(text: string): readonly string[] {
  if (!URL.canParse(text)) return []
  const { password, searchParams } = new URL(text)
  const parameters = [...searchParams].flatMap(([name, value]) => (isSecretName(name) ? [value] : []))
  return [password, decoded(password), ...parameters]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
