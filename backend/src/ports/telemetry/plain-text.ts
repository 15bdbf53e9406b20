/**
 * The text format 0.0.4 of what was written as OpenMetrics. prom-client renames its counters for good once it has
 * written OpenMetrics, so one registry writes that alone and the older format is made of it: counters have their suffix
 * in the lines of help and type as well, and there are no exemplars and no end mark.
 */
export function plainText(openMetrics: string): string {
  const counters = new Set([...openMetrics.matchAll(/^# TYPE (\S+) counter$/gm)].map(([, name]) => name))
  const lines = openMetrics.split('\n').flatMap((line) => {
    if (line === '# EOF') return []
    const [, keyword, name, rest] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? []
    if (keyword !== undefined) return [`# ${keyword} ${name}${counters.has(name) ? '_total' : ''} ${rest}`]
    return [line.replace(/ # \{.*$/, '')]
  })
  return lines.join('\n')
}
