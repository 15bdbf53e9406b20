import { type Formula, FormulaError, type Measure, ProductError, resolveFormula } from '@nemeton/contract'
import { sql } from 'kysely'
import type { Fragment } from './druid-dialect.ts'
import { double } from './parameter.ts'

/** Druid writes a divisor twice to see whether it is zero, one in another four times and so on. */
const mostDivisors = 5

function divisorsOf(formula: Formula): number {
  if (formula.kind === 'negative') return divisorsOf(formula.of)
  if (formula.kind !== 'binary') return 0
  const right = divisorsOf(formula.right) + (formula.sign === '/' ? 1 : 0)
  return Math.max(divisorsOf(formula.left), right)
}

/** The formula of a measure, with the formulas that it names written out. */
export function readFormula(measure: Measure, measures: readonly Measure[]): Formula {
  if (measure.formula === undefined)
    throw new ProductError(
      'invalid_query',
      `the measure "${measure.name}" (formula) needs a formula, such as [sum] / rows`,
    )
  try {
    const formula = resolveFormula(measure.formula, measures, measure.name)
    if (divisorsOf(formula) <= mostDivisors) return formula
    throw new FormulaError(
      0,
      `divisors stand in more than ${mostDivisors} divisors; multiply where you divide by a division`,
    )
  } catch (cause) {
    if (!(cause instanceof FormulaError)) throw cause
    throw new ProductError('invalid_query', `the formula of "${measure.name}": ${cause.message}`, {
      cause,
      details: { measure: measure.name, at: cause.at },
    })
  }
}

/** Arithmetic in doubles; a division by zero is null. `value` is what Druid has for a plain measure, a double too. */
export function compileFormula(formula: Formula, value: (measure: string) => Fragment): Fragment {
  switch (formula.kind) {
    case 'number':
      return double(formula.value)
    case 'measure':
      return value(formula.name)
    case 'negative':
      return sql`(-1 * ${nested(formula.of, '+-*/', value)})`
    case 'binary': {
      const { sign, left, right } = formula
      if (sign === '/') return sql`${nested(left, '+-', value)} / NULLIF(${compileFormula(right, value)}, 0)`
      const first = sign === '*' ? nested(left, '+-', value) : compileFormula(left, value)
      const second = nested(right, sign === '*' ? '+-*/' : '+-', value)
      return sql`${first} ${sql.raw(sign)} ${second}`
    }
  }
}

/** In parentheses where its sign is one of these. */
const nested = (formula: Formula, signs: string, value: (measure: string) => Fragment): Fragment =>
  formula.kind === 'binary' && signs.includes(formula.sign)
    ? sql`(${compileFormula(formula, value)})`
    : compileFormula(formula, value)

/** The same arithmetic over known values: what a formula is where there are no rows. */
export function evaluateFormula(formula: Formula, value: (measure: string) => number | null): number | null {
  switch (formula.kind) {
    case 'number':
      return formula.value
    case 'measure':
      return value(formula.name)
    case 'negative': {
      const inner = evaluateFormula(formula.of, value)
      return inner === null ? null : 0 - inner
    }
    case 'binary': {
      const left = evaluateFormula(formula.left, value)
      const right = evaluateFormula(formula.right, value)
      if (left === null || right === null) return null
      return calculate(formula.sign, left, right)
    }
  }
}

function calculate(sign: Extract<Formula, { kind: 'binary' }>['sign'], left: number, right: number): number | null {
  switch (sign) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return right === 0 ? null : left / right
  }
}
