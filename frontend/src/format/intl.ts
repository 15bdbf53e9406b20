const known = new Map<string, Intl.NumberFormat>()

/** A formatter costs a hundred times what it formats, so each is made once. */
export function numberFormat(locale: string | undefined, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  const found = known.get(key) ?? new Intl.NumberFormat(locale, options)
  known.set(key, found)
  return found
}
