import {
  type Datasource,
  type DatasourceColumn,
  FormulaError,
  type Measure,
  type Formula as ParsedFormula,
  parseFormula,
} from '@nemeton/contract'
import type { Exploration } from './exploration.ts'
import { measuresOf, type OfferedMeasure, readable } from './measures.ts'

const kinds = [
  { word: 'sum', title: (name: string) => name, kind: 'sum' },
  { word: 'avg', title: (name: string) => `${name} (average)`, kind: 'avg' },
  { word: 'min', title: (name: string) => `${name} (least)`, kind: 'min' },
  { word: 'max', title: (name: string) => `${name} (greatest)`, kind: 'max' },
  { word: 'p50', title: (name: string) => `${name} (median)`, kind: 'quantile', fraction: 0.5 },
  { word: 'p95', title: (name: string) => `${name} (95th percentile)`, kind: 'quantile', fraction: 0.95 },
] as const

const isNumber = ({ type }: DatasourceColumn): boolean => type === 'long' || type === 'double'

/** Every measure that the columns of a datasource allow, beyond those that it offers by itself. */
export function possibleMeasures(datasource: Datasource): readonly OfferedMeasure[] {
  return datasource.columns
    .filter(({ name, role }) => name !== '__time' && (role === 'measure' || role === 'dimension'))
    .flatMap((column): readonly OfferedMeasure[] =>
      column.role === 'measure' && isNumber(column)
        ? kinds.map(({ word, title, kind, ...rest }) => {
            const key = `${word}:${column.name}`
            return {
              key,
              title: title(readable(column.name)),
              measure: { name: key, kind, column: column.name, ...rest },
              additive: kind === 'sum',
              format: datasource.formats[column.name] ?? null,
            }
          })
        : column.type === 'complex'
          ? []
          : [distinctOf(column.name)],
    )
}

const distinctOf = (column: string): OfferedMeasure => {
  const key = `countDistinct:${column}`
  return {
    key,
    title: `${readable(column)} (different)`,
    measure: { name: key, kind: 'countDistinct', column },
    additive: false,
    format: null,
  }
}

/** What a person may choose from: first what the datasource offers. */
export function choosableMeasures(datasource: Datasource): readonly OfferedMeasure[] {
  const offered = measuresOf(datasource)
  const known = new Set(offered.map(({ key }) => key))
  return [...offered, ...possibleMeasures(datasource).filter(({ key }) => !known.has(key))]
}

/** The measures on the page, in the order of the link; formulas last. */
export function shownMeasures(
  datasource: Datasource,
  { measures, formulas, exact }: Pick<Exploration, 'measures' | 'formulas' | 'exact'>,
): readonly OfferedMeasure[] {
  const choosable = measures === null ? [] : choosableMeasures(datasource)
  const chosen = measures?.flatMap((key) => choosable.find((measure) => measure.key === key) ?? []) ?? []
  const shown = chosen.length === 0 && (measures === null || formulas.length === 0) ? measuresOf(datasource) : chosen
  const written = formulas.map(
    ({ name, formula, percent }): OfferedMeasure => ({
      key: name,
      title: name,
      measure: { name, kind: 'formula', formula },
      additive: false,
      format: percent ? { kind: 'percent', decimals: 1 } : null,
    }),
  )
  return [...shown, ...written.filter(({ key }) => !shown.some((measure) => measure.key === key))].map((measure) =>
    exact && measure.measure.kind === 'countDistinct'
      ? { ...measure, measure: { ...measure.measure, exact: true } }
      : measure,
  )
}

/** Measures that a formula speaks of; none when it cannot be read, which the service then says. */
function namesIn(text: string): readonly string[] {
  const collect = (formula: ParsedFormula): readonly string[] => {
    switch (formula.kind) {
      case 'number':
        return []
      case 'measure':
        return [formula.name]
      case 'negative':
        return collect(formula.of)
      case 'binary':
        return [...collect(formula.left), ...collect(formula.right)]
    }
  }
  try {
    return collect(parseFormula(text))
  } catch (error) {
    if (error instanceof FormulaError) return []
    throw error
  }
}

/** The measures shown, then those that their formulas speak of. */
export function askedMeasures(
  shown: readonly OfferedMeasure[],
  known: readonly OfferedMeasure[],
  datasource: Datasource,
): Measure[] {
  const all = [...known, ...possibleMeasures(datasource)]
  const asked = new Map(shown.map(({ key, measure }) => [key, measure]))
  // a measure joins at the end, and is then read itself
  for (const { formula } of asked.values())
    for (const name of formula === undefined ? [] : namesIn(formula)) {
      const found = asked.has(name) ? undefined : all.find(({ key }) => key === name)
      if (found) asked.set(found.key, found.measure)
    }
  return [...asked.values()]
}
