import { type Made, pick, random } from './made-tables.ts'

const western = [
  ['Straße', 'Größe', 'Käufer', 'München', 'übrig', 'Öl', 'Zürich', 'Gemüse', 'schön', 'Fuß'],
  ['Évreux', 'Nîmes', 'Béziers', 'façade', 'été', 'où', 'Besançon', 'forêt', 'très cher', 'réglé'],
  ['España', 'Córdoba', 'niño', 'camión', 'útil', 'Málaga', 'año', 'Cádiz', 'mañana', 'corazón'],
  ['Århus', 'Malmö', 'Tromsø', 'kærlig', 'smörgås', 'Ærø', 'blå', 'Göteborg', 'kjøp', 'får'],
]
const central = [
  ['Łódź', 'Kraków', 'Gdańsk', 'żółty', 'ścieżka', 'książka', 'Poznań', 'łąka', 'świeży', 'węgiel'],
  ['Plzeň', 'Třebíč', 'žlutý', 'kůň', 'Děčín', 'čaj', 'Přerov', 'měď', 'řeka', 'šťáva'],
  ['Győr', 'Szőlő', 'őszi', 'fűszer', 'Pécs', 'tükörfúró', 'gyümölcs', 'Hódmezővásárhely', 'zöldség', 'tűző'],
]
const cyrillic = [
  ['Москва', 'Казань', 'Новосибирск', 'оплачено', 'возврат', 'Екатеринбург', 'хлеб', 'молоко', 'цена за штуку', 'Сочи'],
]
const greek = [['Αθήνα', 'Θεσσαλονίκη', 'Πάτρα', 'τιμή', 'πόλη', 'πληρωμένο', 'Ηράκλειο', 'λάδι', 'ψωμί', 'μέλι']]
const turkish = [['İstanbul', 'İzmir', 'Şişli', 'çay', 'ağaç', 'ışık', 'Eskişehir', 'öğrenci', 'güneş', 'balık']]
const japanese = [
  [
    '東京',
    'おおさか',
    'キョウト',
    '札幌市中央区',
    '支払い済み',
    'りんご',
    'コーヒー',
    '名古屋',
    '返品しました',
    '北海道',
  ],
]
const chinese = [
  [
    '北京市朝阳区',
    '上海市',
    '广州',
    '已付款',
    '退货',
    '价格便宜',
    '水果和蔬菜',
    '深圳市南山区',
    '成都',
    '很好吃的苹果',
  ],
]
const taiwanese = [
  ['臺北市', '高雄', '臺中市西屯區', '已付款', '退貨', '價格便宜', '水果與蔬菜', '新北市板橋區', '花蓮', '蘋果汁'],
]
const korean = [['서울', '부산광역시', '대구', '결제 완료', '반품', '사과', '커피', '인천', '감사합니다', '제주도']]

/** The typographic signs that Windows-1252 has and Latin-1 has not. */
const signs = ['– neu', '“bon”', '5 €', 'l’été', 'naïve…']

const wordsOf: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'windows-1252': western.map((words) => [...words, ...signs]),
  'iso-8859-1': western,
  'windows-1250': central,
  'iso-8859-2': central,
  'windows-1251': cyrillic,
  'koi8-r': cyrillic,
  ibm866: cyrillic,
  'windows-1253': greek,
  'windows-1254': turkish,
  shift_jis: japanese,
  'euc-jp': japanese,
  gb18030: chinese,
  big5: taiwanese,
  'euc-kr': korean,
}
const all = [
  ...western,
  ...central,
  ...cyrillic,
  ...greek,
  ...turkish,
  ...japanese,
  ...chinese,
  ...taiwanese,
  ...korean,
]

/** A table of a language that the encoding was made for. */
export const foreignTable = (encoding: string, seed: number): Made => {
  const next = random(seed * 9_973 + 7)
  const words = pick(wordsOf[encoding] ?? all, next)
  const word = (): string => pick(words, next)
  const texts = 1 + Math.floor(next() * 3)
  return {
    header: ['id', ...Array.from({ length: texts }, (_, n) => `${word()} ${n + 1}`), 'n'],
    rows: Array.from({ length: 10 + Math.floor(next() * 40) }, (_, row) => [
      String(100 + row),
      ...Array.from({ length: texts }, () => (next() < 0.3 ? `${word()}, ${word()}` : word())),
      String(Math.floor(next() * 1_000)),
    ]),
  }
}
