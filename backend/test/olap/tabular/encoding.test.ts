import iconv from 'iconv-lite'
import t from 'tap'
import { encodingOf } from '../../../src/olap/tabular/encoding.ts'
import { pick, random } from './made-tables.ts'

const regions = Array.from({ length: 26 * 26 }, (_, n) => String.fromCharCode(65 + Math.floor(n / 26), 65 + (n % 26)))

/** Encodings before 2001 have the commas below Romanian letters as cedillas. */
const cedillas: Readonly<Record<string, string>> = { ș: 'ş', ț: 'ţ', Ș: 'Ş', Ț: 'Ţ' }

/** What a language calls the countries, as far as the encoding can say it. */
const countries = (language: string, encoding: string): string[] => {
  const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' })
  return regions
    .map((code) => names.of(code))
    .filter((name) => name !== undefined)
    .map((name) => (encoding === 'utf-8' ? name : name.replace(/[șțȘȚ]/g, (char) => cedillas[char] ?? char)))
    .filter((name) => iconv.decode(iconv.encode(name, encoding), encoding) === name)
}

const spoken: readonly (readonly [encoding: string, languages: readonly string[]])[] = [
  ['utf-8', ['de', 'ru', 'ja']],
  ['utf-16le', ['de', 'ru', 'ja', 'zh', 'ko', 'ar']],
  ['utf-16be', ['de', 'ru', 'ja', 'zh', 'ko', 'ar']],
  ['windows-1252', ['de', 'fr', 'es', 'pt', 'it', 'sv', 'da', 'fi', 'nl']],
  ['windows-1250', ['pl', 'cs', 'sk', 'hu', 'hr', 'sl', 'ro']],
  ['iso-8859-2', ['pl', 'cs', 'sk', 'hu', 'hr', 'sl', 'ro']],
  ['windows-1251', ['ru', 'uk', 'bg', 'sr']],
  ['koi8-r', ['ru']],
  ['ibm866', ['ru']],
  ['iso-8859-5', ['ru', 'bg']],
  ['windows-1253', ['el']],
  ['iso-8859-7', ['el']],
  ['windows-1254', ['tr']],
  ['windows-1257', ['lt', 'lv', 'et']],
  ['shift_jis', ['ja']],
  ['euc-jp', ['ja']],
  ['gb18030', ['zh']],
  ['big5', ['zh-Hant']],
  ['euc-kr', ['ko']],
]

for (const [lines, least] of [
  [150, 0.97],
  [40, 0.93],
] as const)
  t.test(`reads ${lines} names of countries in the encodings of their languages`, async (t) => {
    for (const [encoding, languages] of spoken) {
      let right = 0
      let all = 0
      for (const language of languages) {
        const words = countries(language, encoding)
        for (let seed = 1; seed <= 15; seed++) {
          const next = random(seed * 77)
          const rows = Array.from(
            { length: lines },
            (_, n) => `${n},${pick(words, next)},${Math.floor(next() * 100)}\n`,
          )
          const text = rows.join('')
          const bytes = iconv.encode(text, encoding)
          all++
          if (iconv.decode(bytes, encodingOf(bytes).name ?? 'utf-8') === text) right++
        }
      }
      t.ok(right >= all * least, `${encoding}: ${right} of ${all}`)
    }
  })

t.test('tells text from other bytes', async (t) => {
  const cases: [string, Uint8Array, string | null][] = [
    ['ASCII', Buffer.from('a,b\n1,2\n'), 'us-ascii'],
    ['one accent', Buffer.from('a,b\ncaf\u00e9,2\n', 'latin1'), 'iso-8859-1'],
    ['UTF-8 that is cut', Buffer.from('a,b\ncafé,2\né').subarray(0, -1), 'utf-8'],
    ['zeros', Buffer.alloc(400), null],
    ['noise', Buffer.from(Array.from({ length: 2_000 }, (_, n) => (n * 7_919) % 251)), null],
    ['few NUL bytes', Buffer.from(`a,b\n${'1,x\n'.repeat(500)}2,a\u0000b\n`), 'us-ascii'],
  ]
  for (const [name, bytes, wanted] of cases) t.equal(encodingOf(bytes, false).name, wanted, name)
})
