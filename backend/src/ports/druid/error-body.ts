/** What Druid says of an error, whichever of its shapes it says it in: legacy, DruidException, or plain text. */
export interface Said {
  readonly reason: string
  /** Druid's newer shape, in which a Java class is seldom named. */
  readonly isDruidException: boolean
  /** The Java class behind it, as legacy answers name it. */
  readonly errorClass: string | null
  readonly category: string | null
}

export function readError(text: string): Said {
  try {
    const body = JSON.parse(text) as Readonly<Record<string, unknown>> | null
    const part = (name: string) => {
      const value = body?.[name]
      return typeof value === 'string' && value !== '' ? value : null
    }
    const reason = part('errorMessage') ?? part('message') ?? part('error')
    const isDruidException = part('error') === 'druidException'
    if (reason !== null) return { reason, isDruidException, errorClass: part('errorClass'), category: part('category') }
  } catch {
    // plain text or a page of HTML
  }
  const plain = text
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const reason = plain.slice(0, 2000) || 'Druid gave no reason.'
  return { reason, isDruidException: false, errorClass: null, category: null }
}
