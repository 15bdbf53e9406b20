import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { Exposed } from './exposition.ts'
import { readPromql } from './promql.ts'

/** An expression of the dashboard or of the rules, with what its texts say of labels. */
export interface Watched {
  readonly where: string
  readonly expression: string
  /** Labels that a legend or an annotation names. */
  readonly told: readonly string[]
}

interface Panel {
  readonly title: string
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[]
}
interface Dashboard {
  readonly panels: readonly Panel[]
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] }
}
interface Rules {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string
      readonly expr: string
      readonly annotations: Readonly<Record<string, string>>
    }[]
  }[]
}

const read = (name: string) => readFileSync(join(import.meta.dirname, '../../observability', name), 'utf8')
const named = (text: string, form: RegExp) => [...text.matchAll(form)].map(([, name]) => name as string)

export const dashboard = JSON.parse(read('grafana-dashboard.json')) as Dashboard
export const rules = (parse(read('alert-rules.yml')) as Rules).groups.flatMap((group) => group.rules)

export const watched: readonly Watched[] = [
  ...dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr, legendFormat }) => ({
      where: `panel ${title}`,
      expression: expr,
      told: named(legendFormat, /\{\{\s*(\w+)\s*\}\}/g),
    })),
  ),
  ...dashboard.templating.list.flatMap(({ name, definition }) => {
    const [, metric, label] = /^label_values\((\w+), (\w+)\)$/.exec(definition ?? '') ?? []
    return metric ? [{ where: `variable ${name}`, expression: metric, told: [label ?? ''] }] : []
  }),
  ...rules.map(({ alert, expr, annotations }) => ({
    where: `alert ${alert}`,
    expression: expr,
    told: named(Object.values(annotations).join(' '), /\$labels\.(\w+)/g),
  })),
]

/** Labels that Prometheus adds to whatever it scrapes. */
const scraped = ['instance', 'job']

/** What an expression asks for and is not exposed. Labels of a name without samples are taken on trust. */
export function missing({ expression, told }: Watched, { labels, silent }: Exposed): readonly string[] {
  const { metrics, groupings } = readPromql(expression)
  const known = (name: string) => [...(labels.get(name) ?? []), ...scraped]
  const isTrusted = [...metrics.keys()].some((name) => silent.has(name))
  const all = [...metrics.keys()].flatMap(known)
  return [
    ...[...metrics].flatMap(([name, asked]) => {
      if (silent.has(name)) return []
      if (!labels.has(name)) return [name]
      return [...asked].filter((label) => !known(name).includes(label)).map((label) => `${name}{${label}}`)
    }),
    ...(isTrusted ? [] : [...groupings, ...told].filter((label) => !all.includes(label))),
  ]
}
