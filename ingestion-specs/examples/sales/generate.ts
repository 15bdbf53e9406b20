import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { branches, type Customer, makeCustomers, notes, type Product, products, salespeople } from './retailer.ts'

/** A made-up Kenyan retailer: two years of sales, the same bytes for the same seed. */
export function generateSales(seed = 2024): string {
  const random = randomFrom(seed)
  const customers = makeCustomers(random)
  const lines = [header.join(',')]
  let receipt = 100_000
  for (let day = 0; day < days; day += 1) {
    const sales = Math.round(meanSalesPerDay * season(day) * (0.8 + random() * 0.4))
    const times = Array.from({ length: sales }, () => timeOfDay(random)).sort((one, other) => one - other)
    for (const time of times) {
      receipt += 1
      lines.push(makeSale(random, customers, receipt, firstDay + day * dayMillis + time * 1000).join(','))
    }
  }
  return `${lines.join('\n')}\n`
}

const header = [
  'time',
  'receipt',
  'branch',
  'channel',
  'product_line',
  'product',
  'salesperson',
  'customer',
  'customer_type',
  'payment',
  'quantity',
  'unit_price',
  'discount',
  'amount',
  'cost',
  'note',
]

const dayMillis = 86_400_000
const firstDay = Date.UTC(2024, 0, 1)
const days = 731
const meanSalesPerDay = 15.6

function makeSale(random: () => number, customers: readonly Customer[], receipt: number, time: number): string[] {
  const at = new Date(time)
  const growth = (time - firstDay) / (days * dayMillis)
  const isOnline = random() < 0.12 + 0.22 * growth
  const open = branches.filter(({ opened }) => opened === undefined || Date.parse(opened) <= time)
  const branch = pick(random, open, ({ weight }) => weight)
  const product = pick(random, products, (one) => one.weight * demand(one, at))
  const staff = salespeople.filter((one) => one.branch === branch.name)
  const seller = isOnline && random() < 0.5 ? null : pick(random, staff, ({ weight }) => weight)
  const customer = isOnline || random() < 0.55 ? pick(random, customers, ({ weight }) => weight) : null
  const bulk = customer?.type === 'business' || customer?.type === 'school' ? 3 : 1
  const quantity = 1 + Math.floor(square(random()) * 4 * bulk * (product.price > 5000 ? 0.4 : 1))
  const price = Math.round(product.price * (1 + 0.06 * growth))
  const rate = Math.min(0.3, roundedTo(0.05, random() < 0.3 ? random() * 0.12 : 0) + (seller?.generosity ?? 0))
  const full = price * 100 * quantity
  const discount = Math.round(full * rate)
  const cost = Math.round(full * (1 - product.margin + branch.burden + (isOnline ? 0.015 : 0)))
  return [
    at.toISOString().replace('.000Z', 'Z'),
    `R${receipt}`,
    branch.name,
    isOnline ? 'online' : 'offline',
    product.line,
    quoted(product.name),
    seller?.name ?? '',
    customer ? quoted(customer.name) : '',
    customer?.type ?? '',
    isOnline
      ? random() < 0.8
        ? 'M-Pesa'
        : 'card'
      : pick(random, ['M-Pesa', 'cash', 'card'], (_, index) => [6, 3, 1][index] ?? 1),
    String(quantity),
    String(price),
    cents(discount),
    cents(full - discount),
    cents(cost),
    random() < 0.03 ? quoted(notes[Math.floor(random() * notes.length)] ?? '') : '',
  ]
}

/** December, back to school, weekends and a slow rise. */
function season(day: number): number {
  const at = new Date(firstDay + day * dayMillis)
  const month = [1.1, 0.85, 0.9, 1, 1.05, 0.95, 0.95, 1.1, 1, 0.95, 1.1, 1.55][at.getUTCMonth()] ?? 1
  const weekday = [0.75, 0.85, 0.9, 0.95, 1, 1.25, 1.45][at.getUTCDay()] ?? 1
  return month * weekday * (1 + (0.35 * day) / days)
}

function demand({ line }: Product, at: Date): number {
  const month = at.getUTCMonth()
  if (line === 'School') return month === 0 ? 5 : month === 4 || month === 7 ? 3 : 0.6
  if (line === 'Clothing' || line === 'Electronics') return month === 11 ? 2.2 : 1
  return 1
}

/** Shops open from eight to eight in Nairobi, which is three hours ahead of UTC. */
const timeOfDay = (random: () => number): number => Math.floor((5 + 12 * ((random() + random()) / 2)) * 3600)

const square = (value: number): number => value * value
const cents = (value: number): string => (value / 100).toFixed(2)
const roundedTo = (step: number, value: number): number => Math.round(value / step) * step
const quoted = (text: string): string => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

function pick<T>(random: () => number, from: readonly T[], weight: (one: T, index: number) => number): T {
  const weights = from.map(weight)
  let left = random() * weights.reduce((sum, one) => sum + one, 0)
  const index = weights.findIndex((one) => {
    left -= one
    return left < 0
  })
  return from[index === -1 ? from.length - 1 : index] as T
}

/** mulberry32: the same numbers on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

if (import.meta.main) writeFileSync(join(import.meta.dirname, 'sample.csv'), generateSales())
