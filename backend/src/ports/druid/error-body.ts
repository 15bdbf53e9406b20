/** What Druid says of an error, whichever of its shapes it says it in: legacy, DruidException, that of SQL's tasks, or plain text. */
export interface Said {
  readonly reason: string
  /** Druid's newer shape, in which a Java class is seldom named. */
  readonly isDruidException: boolean
  /** The Java class behind it, as legacy answers name it. */
  readonly errorClass: string | null
  readonly category: string | null
}

type Body = Readonly<Record<string, unknown>>

export function readError(text: string): Said {
  try {
    const body = JSON.parse(text) as Body | null
    const said = body === null ? null : readErrorObject(body)
    if (said !== null) return said
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

/** Null when it is no error of Druid's. */
export function readErrorObject(body: Body): Said | null {
  const part = (name: string) => {
    const value = body[name]
    return typeof value === 'string' && value !== '' ? value : null
  }
  // The error of a SQL statement or of one of its tasks lies within, its kind beside its words.
  const within = body.errorDetails ?? body.error
  if (typeof within === 'object' && within !== null) return readErrorObject(within as Body)
  const isDruidException = part('error') === 'druidException'
  const kind = part('error') === null ? part('errorCode') : null
  const words = part('errorMessage') ?? part('message') ?? part('error')
  const reason = kind === null || words === null || words.startsWith(kind) ? (words ?? kind) : `${kind}: ${words}`
  return reason === null
    ? null
    : { reason, isDruidException, errorClass: part('errorClass'), category: part('category') }
}
