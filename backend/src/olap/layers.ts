import { sql } from 'kysely'
import type { Fragment } from './druid-dialect.ts'
import { bigint } from './parameter.ts'
import type { CompiledSplit } from './split.ts'
import { groupBy, type Layout, orderAndLimit } from './statement.ts'
import type { Values } from './values.ts'

interface Layers extends Layout {
  readonly chosen: readonly (Fragment | null)[]
  /** So many rows and one more of each combination of the splits before the last; null: all. */
  readonly rankedTo: number | null
}

/** What Druid groups is aggregated once inside; outside stand the values made of it, and the places among the same parents. */
export function compileLayers(splits: readonly CompiledSplit[], values: Values, layers: Layers): Fragment {
  const { chosen, order, limit, avoidsTopN } = layers
  const keys = splits.flatMap(({ name, expression }, index) => {
    const [alias, rest, isChosen] = [`s${index}`, `o${index}`, chosen[index]]
    if (!isChosen) return [{ split: index, name, alias, expression }]
    const kept = sql`CASE WHEN ${isChosen} THEN ${expression} END`
    const others = sql`CASE WHEN ${isChosen} THEN 0 ELSE 1 END`
    return [
      { split: index, name, alias, expression: kept },
      { split: index, name: `rest of ${name}`, alias: rest, expression: others },
    ]
  })
  const aggregates =
    values.aggregates ?? values.columns.map(({ expression }, index) => ({ alias: `m${index}`, expression }))
  const made = values.columns.map(({ name, expression }, index) => ({
    name,
    alias: `v${index}`,
    expression: values.aggregates ? expression : sql.id(`m${index}`),
  }))
  const inside = [...keys, ...aggregates].map(({ alias, expression }) => sql`${expression} as ${sql.id(alias)}`)
  const grouped = sql`select ${sql.join(inside)} from ${layers.from} where ${layers.where}${groupBy(keys.length)}`
  const names = [...keys, ...made].map(({ name }) => name)
  const end = orderAndLimit(names, order, limit, avoidsTopN ? sql.lit(keys.length + 1) : null)
  if (layers.rankedTo === null) {
    const columns = [...keys.map(({ alias, name }) => ({ name, expression: sql.id(alias) })), ...made]
    return sql`select ${sql.join(columns.map(({ name, expression }) => sql`${expression} as ${sql.id(name)}`))} from (${grouped}) as "grouped"${end}`
  }
  const valued = sql`select ${sql.join([
    ...keys.map(({ alias }) => sql.id(alias)),
    ...made.map(({ alias, expression }) => sql`${expression} as ${sql.id(alias)}`),
  ])} from (${grouped}) as "grouped"`
  const all = [...keys, ...made]
  const parents = keys.filter(({ split }) => split < splits.length - 1).map(({ alias }) => sql.id(alias))
  const parentNames = new Set(splits.slice(0, -1).map(({ name }) => name))
  const own = order
    .filter(({ name }) => !parentNames.has(name))
    .map(({ name, direction }) => {
      const alias = all.find((column) => column.name === name)?.alias ?? ''
      return sql`${sql.id(alias)} ${sql.raw(direction === 'ascending' ? 'asc' : 'desc')}`
    })
  const place = sql`row_number() over (partition by ${sql.join(parents)} order by ${sql.join(own)})`
  const ranked = sql`select *, ${place} as "place" from (${valued}) as "valued"`
  const columns = [...all, { alias: 'place', name: 'place' }].map(
    ({ alias, name }) => sql`${sql.id(alias)} as ${sql.id(name)}`,
  )
  // Druid cannot order what it has ranked: the places are told instead
  return sql`select ${sql.join(columns)} from (${ranked}) as "ranked" where "place" <= ${bigint(layers.rankedTo + 1)}${orderAndLimit([], [], limit)}`
}
