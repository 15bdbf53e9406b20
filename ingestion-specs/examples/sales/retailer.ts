export interface Branch {
  readonly name: string
  readonly weight: number
  /** Share of the price that running it eats: above the margin it loses money. */
  readonly burden: number
  readonly opened?: string
}

/** Malindi costs more than it earns. */
export const branches: readonly Branch[] = [
  { name: 'Nairobi CBD', weight: 24, burden: 0 },
  { name: 'Westlands', weight: 16, burden: 0.02 },
  { name: 'Mombasa', weight: 15, burden: 0.01 },
  { name: 'Kisumu', weight: 11, burden: 0 },
  { name: 'Nakuru', weight: 10, burden: -0.01 },
  { name: 'Eldoret', weight: 8, burden: 0.01 },
  { name: 'Thika', weight: 6, burden: 0 },
  { name: 'Nyeri', weight: 4, burden: 0.03 },
  { name: 'Malindi', weight: 3, burden: 0.24 },
  { name: 'Machakos', weight: 5, burden: 0.02, opened: '2025-03-01' },
]

export interface Product {
  readonly line: string
  readonly name: string
  readonly price: number
  /** Share of the price left after what it costs; below zero it is sold at a loss. */
  readonly margin: number
  readonly weight: number
}

/** Sugar and televisions are sold below cost. */
export const products: readonly Product[] = [
  { line: 'Groceries', name: 'Maize flour 2 kg', price: 180, margin: 0.07, weight: 18 },
  { line: 'Groceries', name: 'Rice, Pishori 5 kg', price: 1150, margin: 0.11, weight: 10 },
  { line: 'Groceries', name: 'Sugar 2 kg', price: 320, margin: -0.04, weight: 12 },
  { line: 'Groceries', name: 'Tea leaves 500 g', price: 295, margin: 0.22, weight: 9 },
  { line: 'Groceries', name: 'Cooking oil 3 l', price: 890, margin: 0.09, weight: 9 },
  { line: 'Household', name: 'Washing powder 1 kg', price: 265, margin: 0.19, weight: 8 },
  { line: 'Household', name: 'Charcoal jiko', price: 1450, margin: 0.28, weight: 3 },
  { line: 'Household', name: 'Mosquito net', price: 980, margin: 0.33, weight: 4 },
  { line: 'Electronics', name: 'Smartphone 6.5"', price: 18_500, margin: 0.12, weight: 3 },
  { line: 'Electronics', name: 'Television 32"', price: 21_900, margin: -0.06, weight: 2 },
  { line: 'Electronics', name: 'Solar lamp', price: 2350, margin: 0.26, weight: 4 },
  { line: 'Electronics', name: 'Power bank', price: 1890, margin: 0.31, weight: 4 },
  { line: 'School', name: 'Exercise books, 10', price: 420, margin: 0.24, weight: 5 },
  { line: 'School', name: 'School bag', price: 1650, margin: 0.35, weight: 3 },
  { line: 'School', name: 'School shoes', price: 2200, margin: 0.29, weight: 3 },
  { line: 'Clothing', name: 'Kitenge dress', price: 3200, margin: 0.41, weight: 3 },
  { line: 'Clothing', name: "Men's shirt", price: 1500, margin: 0.37, weight: 4 },
  { line: 'Clothing', name: 'Leso pair', price: 850, margin: 0.39, weight: 3 },
]

export interface Salesperson {
  readonly name: string
  readonly branch: string
  /** How much of the branch's sales is theirs. */
  readonly weight: number
  /** Added to every discount they give: much sold, little earned. */
  readonly generosity: number
}

/** Brian Kamau sells most and earns little by it. */
export const salespeople: readonly Salesperson[] = [
  { name: 'Achieng Odhiambo', branch: 'Nairobi CBD', weight: 5, generosity: 0 },
  { name: 'Brian Kamau', branch: 'Nairobi CBD', weight: 9, generosity: 0.12 },
  { name: 'Cynthia Wanjiru', branch: 'Nairobi CBD', weight: 4, generosity: 0.01 },
  { name: 'Daniel Mutua', branch: 'Westlands', weight: 5, generosity: 0.02 },
  { name: 'Esther Njeri', branch: 'Westlands', weight: 6, generosity: 0 },
  { name: 'Fatuma Ali', branch: 'Mombasa', weight: 7, generosity: 0 },
  { name: 'Hassan Omar', branch: 'Mombasa', weight: 4, generosity: 0.03 },
  { name: 'George Otieno', branch: 'Kisumu', weight: 5, generosity: 0.01 },
  { name: 'Irene Atieno', branch: 'Kisumu', weight: 4, generosity: 0 },
  { name: 'James Kiprono', branch: 'Nakuru', weight: 6, generosity: 0 },
  { name: 'Joyce Chebet', branch: 'Nakuru', weight: 3, generosity: 0.02 },
  { name: 'Kevin Kiplagat', branch: 'Eldoret', weight: 7, generosity: 0.09 },
  { name: 'Lydia Jepkosgei', branch: 'Eldoret', weight: 3, generosity: 0 },
  { name: 'Mercy Muthoni', branch: 'Thika', weight: 1, generosity: 0 },
  { name: 'Njoroge Mwangi', branch: 'Nyeri', weight: 1, generosity: 0.01 },
  { name: 'Omar Said', branch: 'Malindi', weight: 1, generosity: 0.02 },
  { name: 'Peter Musyoka', branch: 'Machakos', weight: 1, generosity: 0 },
]

const customerTypes = ['household', 'business', 'school'] as const
const places = ['Hardware', 'Academy', 'Traders', 'Stores', 'Hotel', 'Enterprises', 'Kiosk', 'Primary School']
const families = ['Kamau', 'Otieno', 'Mwangi', 'Hassan', 'Chebet', 'Mutua', 'Wafula', 'Njoroge', 'Akinyi', 'Barasa']

export interface Customer {
  readonly name: string
  readonly type: (typeof customerTypes)[number]
  readonly weight: number
}

export function makeCustomers(random: () => number): readonly Customer[] {
  return families.flatMap((family) =>
    places.map((place, index): Customer => {
      const type =
        place.includes('School') || place === 'Academy' ? 'school' : index % 3 === 0 ? 'household' : 'business'
      const name = type === 'household' ? `${family} household ${index + 1}` : `${family} ${place}`
      return { name: index === 4 ? `${name}, Ltd` : name, type, weight: 0.2 + random() * random() * random() * 5 }
    }),
  )
}

export const notes = [
  'Gift wrapped, "asante sana"',
  'Delivered to the gate, paid on arrival',
  'Second visit this week',
  'Customer asked for a "bei nzuri"',
]
