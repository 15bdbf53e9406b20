/** `key=value` lines of a Java properties file, for files that use neither escapes nor continued lines. */
export function parseProperties(text: string): ReadonlyMap<string, string> {
  const pairs = meaningfulLines(text).map((line): [string, string] => {
    const at = line.indexOf('=')
    if (at < 1) throw new Error(`not a property: ${line}`)
    return [line.slice(0, at).trim(), line.slice(at + 1).trim()]
  })
  return new Map(pairs)
}

export function parseJvmConfig(text: string): readonly string[] {
  return meaningfulLines(text)
}

export interface EnvironmentNeeds {
  readonly required: readonly string[]
  readonly optional: readonly string[]
}

/** The environment variables that properties read, by Druid's `${env:NAME:-default}` or its environment password provider. */
export function environmentOf(properties: ReadonlyMap<string, string>): EnvironmentNeeds {
  const required = new Set<string>()
  const optional = new Set<string>()
  for (const value of properties.values()) {
    for (const [, name, fallback] of value.matchAll(/\$\{env:(\w+)(:-[^}]*)?\}/g)) {
      ;(fallback === undefined ? required : optional).add(name as string)
    }
    const [, variable] = /"type":"environment","variable":"(\w+)"/.exec(value) ?? []
    if (variable) required.add(variable)
  }
  return { required: [...required].sort(), optional: [...optional].sort() }
}

function meaningfulLines(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
}
