export interface Exposed {
  /** Label names of each name that a query may ask for, as far as there are samples. */
  readonly labels: ReadonlyMap<string, ReadonlySet<string>>
  /** Names that are declared and have no sample yet. */
  readonly silent: ReadonlySet<string>
}

/** Reads the text that Prometheus scrapes; throws on a line that it would not take. */
export function readExposition(text: string): Exposed {
  const labels = new Map<string, Set<string>>()
  const declared = new Map<string, string>()
  for (const line of text.split('\n')) {
    if (line === '') continue
    const [, name, kind] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? []
    if (name !== undefined && kind !== undefined) {
      if (declared.has(name)) throw new Error(`${name} is declared twice`)
      declared.set(name, kind)
      continue
    }
    if (/^# HELP \S+ \S/.test(line)) continue
    const sample = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (?:-?\d[\d.]*(?:e[-+]?\d+)?|\+Inf|NaN)$/.exec(line)
    if (sample === null) throw new Error(`no line of Prometheus: ${line}`)
    const found = labels.get(sample[1] as string) ?? new Set()
    for (const [, label] of (sample[2] ?? '').matchAll(/([a-zA-Z_]\w*)="(?:[^"\\]|\\.)*"/g)) found.add(label as string)
    labels.set(sample[1] as string, found)
  }
  const names = [...declared].flatMap(([name, kind]) =>
    kind === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name],
  )
  const undeclared = [...labels.keys()].find((name) => !names.includes(name))
  if (undeclared !== undefined) throw new Error(`${undeclared} is not declared`)
  return { labels, silent: new Set(names.filter((name) => !labels.has(name))) }
}
