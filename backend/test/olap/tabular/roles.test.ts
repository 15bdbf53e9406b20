import t from 'tap'
import { type RoleFacts, roleOf } from '../../../src/olap/tabular/roles.ts'

const role = (name: string, type: RoleFacts['type'], more: Partial<RoleFacts> = {}) =>
  roleOf({ name, type, rows: 100, values: 100, distinct: 50, min: 0, max: 1_000_000, ...more })

const averaged: Readonly<Record<'long' | 'double' | 'both', string>> = {
  both: `price|unit_price|unitPrice|Unit Price ($)|PRICE|list-price|sale price|Price per kg|price_usd|Preis|prix|fuel_price_eur
    |rate|exchange_rate|tax_rate|interestRate|conversion rate|churn_rate|bounceRate|hourly_rate|heart_rate_bpm|rate_7d
    |age|Age|customer_age|age_years|mean_age|age at entry|ageAtDiagnosis
    |percent|percentage|pct|discount_pct|pct_change|vat-percent|% growth|growth %|percent_complete|share %
    |ratio|pe_ratio|avg_speed|average order value|mean_temp|median_income|p95_latency|latency_p99|std_dev|rating|IMDB Rating
    |score|credit_score|temperature|temp_max|max_temp|humidity|market_share|gdp_per_capita|km per hour|unit_cost|cost_per_click|cpc
    |revenue_per_user|bmi|speed|wind_speed_kmh|probability|win_prob`,
  double: 'index|level|consumer price index|cpi index',
  long: '',
}
const summed: Readonly<Record<'long' | 'double' | 'both', string>> = {
  both: `amount|Amount (KES)|quantity|qty|units|cost|costs|revenue|total|total_price|Total Price|price_total|subtotal|sales|net_sales|turnover|tax
    |tax_amount|discount_amount|fare|tip|tips|fee|paid|income|salary|spend|budget|clicks|impressions|views|page_views|pageViews|downloads
    |visits|calls|goals|points|orders|order_count|users|new_users|number of rooms|num_items|no_of_children|n_events|items|line_items
    |store_sales|monthly_sales|iterations|operations|storage_bytes|bytes|corporate_tax|averaged_total|generated_kwh|cases|deaths|population
    |rainfall_mm|distance_km|account_balance|votes|passengers|wages|pages|messages|packages|mileages|shares|value|credit|debit`,
  double: '',
  long: '',
}
const identified: Readonly<Record<'long' | 'double' | 'both', string>> = {
  both: 'id|ID|customer_id|orderId|order-id|user id|product_code|sku|ean|isbn|zip|zipcode|postal_code|phone|phone number|account_number|invoice no|serial_no|imei|fips',
  long: `year|Year|fiscal_year|month|week|day_of_week|hour|store|store_nbr|branch|rank|Rank|grade|class|category|level|zone|group|page|line|row
    |passenger_class|pclass|order|customer|user|invoice|id_product|code_insee|account|status_code|http_status|version|index|cluster`,
  double: 'lat|latitude|lon|lng|longitude|pickup_latitude|start_lng',
}
const each = (names: Readonly<Record<'long' | 'double' | 'both', string>>) =>
  (['long', 'double'] as const).flatMap((type) =>
    `${names.both}|${names[type]}`
      .split('|')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => [name, type] as const),
  )

t.test('averages prices, rates, ages and percentages, and never offers their sum', async (t) => {
  for (const [name, type] of each(averaged)) {
    const found = role(name, type)
    t.match(found, { role: 'measure', aggregate: 'average', reason: /averaged rather than summed/ }, `${name} ${type}`)
  }
})

t.test('sums amounts and counts', async (t) => {
  for (const [name, type] of each(summed))
    t.match(role(name, type), { role: 'measure', aggregate: 'sum', reason: /summed/ }, `${name} ${type}`)
})

t.test('sums no identifier, code, class or coordinate', async (t) => {
  for (const [name, type] of each(identified))
    t.match(role(name, type), { role: 'dimension', aggregate: null, reason: /./ }, `${name} ${type}`)
})

const byValues: readonly [what: string, name: string, type: RoleFacts['type'], more: Partial<RoleFacts>, is: string][] =
  [
    ['percent signs', 'f', 'double', { percent: true }, 'average'],
    ['fractions between 0 and 1', 'f', 'double', { min: 0, max: 1 }, 'average'],
    ['fractions beyond 1', 'f', 'double', { min: 0, max: 1.5 }, 'sum'],
    ['few fractions', 'f', 'double', { min: 0, max: 1, values: 5 }, 'sum'],
    ['zeros and ones', 'hit', 'long', { min: 0, max: 1, distinct: 2 }, 'sum'],
    ['one by one', 'n', 'long', { distinct: 100, min: 1, max: 100 }, 'dimension'],
    ['all different, far apart', 'n', 'long', { distinct: 100, min: 1, max: 100_000 }, 'sum'],
    ['text', 'price', 'string', {}, 'dimension'],
    ['true and false', 'amount', 'boolean', {}, 'dimension'],
    ['times', 'amount', 'timestamp', {}, 'dimension'],
  ]
for (const [what, name, type, more, is] of byValues)
  t.test(`judges ${what} by value: ${is}`, async (t) => {
    const found = role(name, type, more)
    t.equal(found.aggregate ?? found.role, is)
    t.match(found.reason, /^[A-Z"].*\.$/)
  })
