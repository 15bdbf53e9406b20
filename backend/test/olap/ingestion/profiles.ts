import type { ColumnProfile, ColumnType, Profile } from '@nemeton/contract'

export const column = (name: string, type: ColumnType, more: Partial<ColumnProfile> = {}): ColumnProfile => ({
  name,
  as: name,
  type,
  role: type === 'long' || type === 'double' ? 'measure' : 'dimension',
  reason: `looks like ${type}`,
  nulls: 0,
  distinct: 2,
  min: null,
  max: null,
  mean: null,
  sum: null,
  top: [],
  histogram: [],
  nullTokens: [],
  ...more,
})

export const csvDialect: NonNullable<Profile['dialect']> = {
  delimiter: ',',
  quote: '"',
  escape: '"',
  headerRows: 1,
  preambleRows: 0,
  lineEnding: '\n',
  decimalSeparator: '.',
}

const sold = { min: '2025-01-15T08:00:00Z', max: '2025-03-02T17:30:00Z' }

/** A CSV file with a column of every type. */
export const orders: Profile = {
  format: 'csv',
  compression: 'none',
  encoding: 'UTF-8',
  dialect: csvDialect,
  rows: 1000,
  columns: [
    column('Sold at', 'timestamp', { as: 'sold_at', role: 'time', format: 'iso', ...sold }),
    column('Branch', 'string', { as: 'branch' }),
    column('quantity', 'long', { min: 1, max: 9 }),
    column('amount', 'double', { min: 0.5, max: 99.5 }),
    column('entered', 'long', { min: 1_736_928_000, max: 1_740_935_000 }),
  ],
  time: {
    column: 'Sold at',
    format: 'iso',
    timezone: 'Etc/UTC',
    ...sold,
    parsed: 1000,
    failed: 0,
    confidence: 1,
    reason: 'every value is an ISO time',
    candidates: [],
  },
  warnings: [],
}

export const timeless: Profile = {
  ...orders,
  columns: orders.columns.filter(({ type }) => type !== 'timestamp'),
  time: null,
}
