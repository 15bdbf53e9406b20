import { z } from 'zod'

const decimals = z.number().int().min(0).max(6)

/** How a number is shown: `percent` takes 0.25 as 25 %, `bytes` a count of bytes, `duration` milliseconds. */
export const numberFormat = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('number'), decimals }),
  z.object({ kind: z.literal('percent'), decimals }),
  z.object({
    kind: z.literal('currency'),
    currency: z.string().regex(/^[A-Z]{3}$/, 'a currency is its three letters, such as EUR'),
    decimals,
  }),
  z.object({ kind: z.literal('bytes') }),
  z.object({ kind: z.literal('duration') }),
])
export type NumberFormat = z.infer<typeof numberFormat>
