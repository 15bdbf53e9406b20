/** What the words of a name say of its numbers. */
export type Meaning = 'identifier' | 'coordinate' | 'class' | 'average' | 'amount'

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/))

/** Totals, whatever else the name says: a total price is added up, a unit price is not. */
const totals = set('total sum subtotal amount revenue turnover sales count counts qty quantity volume')
const never = set(
  'rate rates ratio percent percentage perc pct avg average mean median mode percentile quantile quartile stddev std stdev variance deviation probability prob odds likelihood confidence per p50 p75 p90 p95 p99',
)
const averages = set(
  `price prices preis prix precio prezzo preco share margin age ages alter edad score scores rating ratings stars temp temps
  temperature celsius fahrenheit humidity pressure speed velocity mph kmh kph rpm bpm fps ppm dpi ph density weight height
  latency index bmi gpa iq elo ctr cpc cpm cpa roi roas apr apy taux prozent satz quote anteil growth inflation unemployment
  duration discount utilization utilisation usage efficiency accuracy precision recall sentiment level intensity altitude elevation
  max min maximum minimum highest lowest`,
)
const money = set('price cost costs value fee charge weight wert kosten')
const amounts = set('balance payment tax income salary wage spend budget fare tip size')
const identifiers = set(
  `id ids code key uuid guid sku ean upc gtin isbn issn isin asin cusip barcode zip zipcode postcode postal plz phone tel telephone mobile
  fax account iban bic ref reference serial no nr nbr number ssn vin imei imsi mac ip asn token hash passport license licence
  pin fips geoid siren siret ein tin ticker symbol`,
)
/** One of these as the last word of whole numbers is the number of a thing, as `ids` are. */
const things = set(
  `user customer client member employee patient passenger order invoice transaction ticket session device vehicle driver supplier
  vendor merchant seller buyer student teacher product item article customerid userid orderid`,
)
const coordinates = set('lat latitude lon lng long longitude x y easting northing')
const classes = set(
  `year month week quarter weekday dow doy hour minute day rank ranking level grade class zone group category type status version index position
  floor page line row store branch shop department ward district season round stage gender sex race cluster segment bin bucket tier
  priority severity flag jahr monat pclass`,
)
const plural = /[^s]s$/
const noPlural = set(
  'address status class gps business process access canvas bus gas lens news series species analysis radius minus plus campus census',
)

/** `unitPrice`, `Unit Price ($)` and `unit-price` are `unit` and `price`. */
export const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}%]+/u)
    .filter((word) => word !== '')

/** The meaning that a name gives to whole numbers or to numbers with fractions; null when it gives none. */
export const meaningOf = (name: string, type: 'long' | 'double'): Meaning | null => {
  const words = wordsOf(name)
  const last = words.at(-1) ?? ''
  const has = (of: ReadonlySet<string>): boolean => words.some((word) => of.has(word))
  const isLast = (of: ReadonlySet<string>): boolean => of.has(last)
  if (name.includes('%') || has(never)) return 'average'
  if (/^(?:num|n|number|no|nr|count|total|sum)\s(?:of\s)?\S/.test(words.join(' ')) && !isLast(identifiers))
    return words[1] === 'of' || words[0] !== 'no' ? 'amount' : 'identifier'
  if (isLast(totals) || has(set('total'))) return 'amount'
  if (words.includes('unit') && has(money)) return 'average'
  if (words.includes('age') && !isLast(classes)) return 'average'
  if (type === 'long' && isLast(identifiers)) return 'identifier'
  if (isLast(averages) && !(type === 'long' && isLast(classes))) return 'average'
  if (isLast(identifiers)) return 'identifier'
  if (type === 'double' && isLast(coordinates)) return 'coordinate'
  if (isLast(amounts)) return 'amount'
  const isPlural = plural.test(last) && last.length > 3 && !noPlural.has(last) && !identifiers.has(last)
  if (type === 'long' && !isPlural && (has(classes) || words.join(' ').endsWith('of week'))) return 'class'
  if (type === 'long' && !isPlural && (has(identifiers) || isLast(things))) return 'identifier'
  if (has(averages) && !isPlural) return 'average'
  return null
}
