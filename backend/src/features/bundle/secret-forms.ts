/** Shorter ones would be found in half of all words; they are masked by their names alone. */
const leastCharacters = 4
/** In base64 three characters stand for two bytes at worst: a shorter piece says nothing. */
const leastEncoded = 6

/**
 * Every way in which a text may hold these secrets: as they are, in URLs, in JSON, in hexadecimal, and in base64 with
 * anything before and behind them. Longest first, so that none is cut by another.
 */
export function secretForms(secrets: readonly string[]): readonly string[] {
  const forms = new Set(secrets.filter((secret) => secret.length >= leastCharacters).flatMap(formsOf))
  return [...forms].sort((a, b) => b.length - a.length)
}

function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  const percent = encodeURIComponent(secret)
  return [
    secret,
    percent,
    percent.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    percent.replace(/%20/g, '+'),
    new URLSearchParams([['', secret]]).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    ...(secret.length < leastEncoded
      ? []
      : [bytes.toString('hex'), bytes.toString('hex').toUpperCase(), ...base64(bytes)]),
  ]
}

/** The characters that the bytes alone decide, for each place that they may begin at. */
function base64(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const from = Math.ceil((before * 8) / 6)
    const to = Math.floor(((before + bytes.length) * 8) / 6)
    const own = text.slice(from, to)
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')]
  })
}
