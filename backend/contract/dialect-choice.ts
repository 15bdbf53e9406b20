import { z } from 'zod'
import { dialect } from './profile.ts'

/** The encodings that a person may say a text is in, by their IANA names. */
export const textEncoding = z.enum([
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'iso-8859-1',
  'iso-8859-15',
  'windows-1250',
  'iso-8859-2',
  'iso-8859-16',
  'windows-1251',
  'iso-8859-5',
  'koi8-r',
  'ibm866',
  'windows-1253',
  'iso-8859-7',
  'windows-1254',
  'windows-1257',
  'iso-8859-13',
  'shift_jis',
  'euc-jp',
  'gb18030',
  'big5',
  'euc-kr',
])
export type TextEncoding = z.infer<typeof textEncoding>

const mark = z.string().regex(/^[\x21-\x7e]$/, 'is one sign of ASCII')

/** What a person says of how a text is written; what is left out is guessed. */
export const dialectChoice = z
  .object({
    delimiter: z
      .string()
      .min(1)
      .max(8)
      .regex(/^[^\r\n"']+$/, 'holds no quote and no line end'),
    /** Null when quotes are plain characters. */
    quote: mark.nullable(),
    /** The quote itself where quotes are doubled, or a backslash. */
    escape: mark.nullable(),
    headerRows: z.number().int().min(0).max(20),
    preambleRows: z.number().int().min(0).max(1000),
    decimalSeparator: dialect.shape.decimalSeparator,
    encoding: textEncoding,
  })
  .partial()
  .strict()
  .refine(({ delimiter, quote }) => !quote || !delimiter?.includes(quote), {
    path: ['quote'],
    message: 'is a part of the delimiter',
  })
  .refine(({ quote, escape: escaping }) => !escaping || escaping === '\\' || escaping === quote, {
    path: ['escape'],
    message: 'is the quote itself or a backslash',
  })
  .refine(({ quote, escape: escaping }) => quote === undefined || quote !== null || !escaping, {
    path: ['escape'],
    message: 'means nothing without a quote',
  })
export type DialectChoice = z.infer<typeof dialectChoice>
