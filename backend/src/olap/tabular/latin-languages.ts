export const letter = /\p{L}/u
export const upper = /\p{Lu}/u
export const lower = /\p{Ll}/u
/** Signs beyond ASCII that texts of any language hold. */
export const signs = new Set('–—‘’‚“”„…€•™«»°§©®±²³µ·½¼¾£¥¿¡ªº×\u00a0№¢†‰‹›´¨¯¸÷¬¹')

/** Letters beyond ASCII of a language: those that make up most of them, those that are usual, those that are rare. */
type Letters = readonly [frequent: string, usual: string, rare: string]

const western: readonly Letters[] = [
  ['üä', 'öß', 'é'],
  ['é', 'èàêç', 'âîôûëïùüœ'],
  ['íóáéñ', 'ú', 'ü'],
  ['ãçéá', 'íóêõ', 'âôúàü'],
  ['àè', 'éìòù', 'íóî'],
  ['äåö', 'é', 'ü'],
  ['ä', 'ö', 'åšž'],
  ['øæå', 'é', 'öü'],
  ['ë', 'ïé', 'öüèó'],
  ['áíðöó', 'úæþéý', ''],
  ['óéàí', 'èòç', 'úïü'],
  ['äõ', 'üö', 'šž'],
]
const central: readonly Letters[] = [
  ['łóżąęś', 'ćńź', ''],
  ['íáéě', 'čřžýšů', 'úťňďóäö'],
  ['áíéčžý', 'šúôľťň', 'ďóäĺŕ'],
  ['éá', 'öíóőü', 'úű'],
  ['čšž', 'ćđ', ''],
  ['ăîţ', 'şâ', 'é'],
]
const turkish: readonly Letters[] = [['ıüşçğö', '\u0130â', 'îû']]
const baltic: readonly Letters[] = [
  ['ėšąų', 'žūįč', 'ę'],
  ['āīš', 'ēūņž', 'čļķģ'],
  ['äõü', 'öšž', ''],
]

interface Latin {
  readonly name: string
  readonly languages: readonly Letters[]
  /** Logarithm of how likely such a text is before looking. */
  readonly prior: number
}

const latins: readonly Latin[] = [
  { name: 'windows-1252', languages: western, prior: 0 },
  { name: 'windows-1250', languages: central, prior: -1 },
  { name: 'iso-8859-2', languages: central, prior: -2 },
  { name: 'windows-1254', languages: turkish, prior: -2 },
  { name: 'windows-1257', languages: baltic, prior: -2 },
]

const shares = [0.75, 0.21, 0.04] as const
const alien = Math.log(0.002)
const torn = Math.log(0.0002)
const sign = Math.log(0.02)

/** Logarithms of how often each letter comes among those beyond ASCII. */
const weightsOf = (letters: Letters): ReadonlyMap<string, number> => {
  const weights = new Map<string, number>()
  letters.forEach((tier, n) => {
    for (const char of tier) weights.set(char.toLowerCase(), Math.log((shares[n] as number) / tier.length))
  })
  return weights
}

const likelihood = (text: string, weights: ReadonlyMap<string, number>): number => {
  let sum = 0
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string
    if (char < '\u0080') continue
    const before = text[at - 1] ?? ' '
    const inWord = letter.test(before) && letter.test(text[at + 1] ?? ' ')
    if (letter.test(char) && char !== 'ª' && char !== 'º')
      sum += upper.test(char) && lower.test(before) ? torn : (weights.get(char.toLowerCase()) ?? alien)
    else sum += signs.has(char) && (!inWord || '’·‘'.includes(char)) ? sign : torn
  }
  return sum
}

const known = latins.map((latin) => ({ ...latin, weights: latin.languages.map(weightsOf) }))

export const isLatinEncoding = (name: string): boolean =>
  name === 'iso-8859-1' || latins.some((latin) => latin.name === name)

/**
 * Which encoding of Latin letters a text is in. Most bytes are letters in each of them, so it is asked how often a language
 * uses them: `ç` and `ï` are French, but a text of them and without `é` is none.
 */
export const latinEncodingOf = (bytes: Uint8Array): string => {
  let best = { name: 'windows-1252', score: Number.NEGATIVE_INFINITY }
  for (const { name, weights, prior } of known) {
    const text = new TextDecoder(name).decode(bytes)
    const score = Math.max(...weights.map((language) => likelihood(text, language))) + prior
    if (score > best.score) best = { name, score }
  }
  return best.name
}
