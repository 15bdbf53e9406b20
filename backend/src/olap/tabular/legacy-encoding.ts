import { isLatinEncoding, latinEncodingOf, letter, lower, signs, upper } from './latin-languages.ts'

/** Which encoding from before Unicode a text is of: each is tried, and what it yields is judged as a language. */
export const legacyEncodingOf = (bytes: Uint8Array): string => {
  const foreign = linesBeyondAscii(bytes)
  const beyond = foreign.some((byte) => byte >= 0x80 && byte < 0xa0)
  let best = { name: beyond ? 'windows-1252' : 'iso-8859-1', score: 0.25 }
  for (const { name, score } of candidates) {
    const found = score(new TextDecoder(name).decode(foreign), foreign)
    if (found > best.score) best = { name: name === 'windows-1252' && !beyond ? 'iso-8859-1' : name, score: found }
  }
  if (!isLatinEncoding(best.name)) return best.name
  const latin = latinEncodingOf(foreign)
  return latin === 'windows-1252' && !beyond ? 'iso-8859-1' : latin
}

const enough = 24_000

/** Lines of ASCII alone say nothing. */
const linesBeyondAscii = (bytes: Uint8Array): Uint8Array => {
  const kept = new Uint8Array(Math.min(bytes.length, enough))
  let length = 0
  let begin = 0
  let high = false
  for (let at = 0; at <= bytes.length && length < enough; at++) {
    const byte = bytes[at]
    if (byte !== undefined && byte !== 10 && byte !== 13) {
      high ||= byte >= 0x80
      continue
    }
    if (high) {
      const line = bytes.subarray(begin, Math.min(at + 1, begin + enough - length))
      kept.set(line, length)
      length += line.length
    }
    begin = at + 1
    high = false
  }
  return kept.subarray(0, length)
}

type Score = (text: string, bytes: Uint8Array) => number

/** Share of what stands for a character in good order; `worth` is of the decoded character and its first two bytes. */
const pairs =
  (worth: (code: number, lead: number, trail: number) => number): Score =>
  (text, bytes) => {
    let at = 0
    let sum = 0
    let all = 0
    for (const char of text) {
      const code = char.codePointAt(0) as number
      const [lead = 0, trail = 0] = [bytes[at], bytes[at + 1]]
      if (code < 0x80) at++
      else if (code === 0xfffd) {
        at++
        all++
        sum -= 3
        while (at < bytes.length && (bytes[at] as number) >= 0x80) at++
      } else {
        at += isSingle(code) ? 1 : lead === 0x8f ? 3 : 2
        all++
        sum += worth(code, lead, trail)
      }
    }
    return all < 4 ? 0 : sum / all
  }

const isSingle = (code: number): boolean => code >= 0xff61 && code <= 0xff9f
const isKana = (code: number): boolean => code >= 0x3041 && code <= 0x30fe
const isSign = (code: number): boolean => (code >= 0x3000 && code <= 0x303f) || (code >= 0xff01 && code <= 0xff5e)

/** The commonest ideographs of each language, where several encodings make ideographs of the same bytes. */
const common = {
  simplified: new Set(
    '的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运付款退货价省县镇京广州深圳朝阳浦水果蔬菜银行店',
  ),
  japanese: new Set(
    '日一国人年大十二本中長出三時行見月後前生五間上東四今金九入学高円子外八六下来気小七山話女北午百書先名川千水半男西電校語土木聞食車何南万毎白天母火右読友左休父雨会同事自社発者地業方新場員立開手力問代明動京目通言理体田主題意不作用度強公持野以思家世多正安院心界教文元重近考画海売知道集別物使品計死特私始朝運終台広住真有口少町料工建空急止送切転研足究楽起着店病質待試族銀早映親験英医仕去味写字答夜音注帰古歌買悪図週室歩風紙黒花春赤青館屋色走秋夏習駅洋旅服夕借曜飲肉貸堂鳥飯勉冬昼茶弟牛魚兄犬妹姉漢済払返都府県市区村島阪名神札幌福岡価格部',
  ),
}

const ideograph = (code: number, set: ReadonlySet<string>, plain: number): number =>
  set.has(String.fromCodePoint(code)) ? 1 : plain

const shiftJis = pairs((code, lead) => {
  if (isKana(code) || isSign(code)) return 1
  if (isSingle(code)) return 0.2
  return lead >= 0x88 && lead <= 0x98 ? ideograph(code, common.japanese, 0.75) : -0.2
})
const eucJp = pairs((code, lead, trail) => {
  if (trail < 0xa1) return -0.5
  if (isKana(code)) return 1.1
  if (isSign(code)) return 0.8
  return lead >= 0xb0 && lead <= 0xcf ? ideograph(code, common.japanese, 0.55) : 0.2
})
const gb18030 = pairs((code, lead, trail) => {
  if (trail < 0xa1) return -0.4
  if (isKana(code)) return 0
  if (isSign(code)) return 0.8
  return lead >= 0xb0 && lead <= 0xd7 ? ideograph(code, common.simplified, 0.6) : 0.3
})
const big5 = pairs((code, lead) => (isSign(code) ? 0.8 : lead >= 0xa4 && lead <= 0xc6 ? 0.85 : -0.2))
const eucKr = pairs((code, lead, trail) => {
  if (trail < 0xa1) return -0.5
  return code >= 0xac00 && code <= 0xd7a3 ? (lead <= 0xc8 ? 0.97 : 0) : isSign(code) ? 0.8 : -0.5
})

const latin = /[A-Za-z]/

/**
 * Average worth of the characters beyond ASCII. An upper case letter inside a word in lower case speaks against it, and so
 * does a letter of another script beside Latin ones.
 */
const single =
  (worth: (char: string) => number, mixes = true): Score =>
  (text) => {
    let sum = 0
    let all = 0
    for (let at = 0; at < text.length; at++) {
      const char = text[at] as string
      if (char < '\u0080') continue
      all++
      const before = text[at - 1] ?? ' '
      const inWord = letter.test(before) && letter.test(text[at + 1] ?? ' ')
      const foreign = !mixes && (latin.test(before) || latin.test(text[at + 1] ?? ' '))
      if (foreign) sum -= 1
      else if (letter.test(char) && char !== 'ª' && char !== 'º' && char !== 'µ')
        sum += upper.test(char) && lower.test(before) ? -1 : worth(char)
      else if (signs.has(char)) sum += inWord && !'’·‘'.includes(char) ? -1 : 0.6
      else sum -= char <= '\u009f' ? 3 : 1
    }
    return all === 0 ? 0 : sum / all
  }

/** One language must account for most letters, its neighbours for the rest: all together fit nearly any bytes. */
const languages = (alphabets: readonly string[], bonus: number, nearby: number): Score => {
  const near = new Set(alphabets.join('') + alphabets.join('').toUpperCase())
  const scores = alphabets.map((alphabet) => {
    const known = new Set(alphabet + alphabet.toUpperCase())
    return single((char) => (known.has(char) ? 1 : near.has(char) ? nearby : -0.2))
  })
  return (text, bytes) => Math.max(...scores.map((score) => score(text, bytes))) + bonus
}

const frequent = (first: string, second: string, rest: string): Score => {
  const worths = new Map<string, number>()
  for (const [letters, value] of [
    [rest, 0.3],
    [second, 0.7],
    [first, 1.1],
  ] as const)
    for (const char of letters) {
      worths.set(char, value)
      worths.set(char.toUpperCase(), value - 0.1)
    }
  return single((char) => worths.get(char) ?? -0.5, false)
}

const western = languages(
  [
    'äöüß',
    'àâçéèêëîïôùûüœæÿ',
    'áéíóúñü',
    'áâãàçéêíóôõúü',
    'àèéìíòóùú',
    'åæøäöéèüôçáã',
    'äöåšžéç',
    'ëïéöüèê',
    'áéíóúýðþæö',
    'àçèéíïòóúü',
  ],
  0.03,
  0.2,
)
const central = languages(['ąćęłńóśźż', 'áčďéěíňóřšťúůýž', 'áäčďéíĺľňóôŕšťúýž', 'áéíóöőúüű', 'ăâîşţșț', 'čćđšž'], 0, 0)
const turkish = languages(['çğıöşüâî\u0130'], 0, 0)
const baltic = languages(['ąčęėįšųūž', 'āčēģīķļņšūž', 'äöõüšž'], -0.05, 0)
const cyrillic = frequent('оеаинтсрвл', 'кмдпуяыьгзбіў', 'чйхжшюцщэфъёїєґ')
const greek = frequent('αοιετσνηυρπκ', 'μλςωδγόίάέήύώ', 'θχφβζξψϊϋΐΰ')

const candidates: readonly { readonly name: string; readonly score: Score }[] = [
  { name: 'windows-1252', score: western },
  { name: 'windows-1251', score: cyrillic },
  { name: 'koi8-r', score: cyrillic },
  { name: 'ibm866', score: cyrillic },
  { name: 'iso-8859-5', score: cyrillic },
  { name: 'windows-1250', score: central },
  { name: 'iso-8859-2', score: central },
  { name: 'windows-1253', score: greek },
  { name: 'iso-8859-7', score: greek },
  { name: 'windows-1254', score: turkish },
  { name: 'windows-1257', score: baltic },
  { name: 'shift_jis', score: shiftJis },
  { name: 'gb18030', score: gb18030 },
  { name: 'euc-jp', score: eucJp },
  { name: 'big5', score: big5 },
  { name: 'euc-kr', score: eucKr },
]
