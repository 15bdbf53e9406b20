/** What an expression takes for granted. */
export interface Needs {
  /** Label names that each metric is asked for, within braces. */
  readonly metrics: ReadonlyMap<string, ReadonlySet<string>>
  /** Label names that results are grouped or joined by. */
  readonly groupings: ReadonlySet<string>
}

const functions = new Set(
  'abs absent absent_over_time avg avg_over_time bottomk ceil changes clamp clamp_max clamp_min count count_over_time count_values delta deriv floor group histogram_quantile increase irate label_join label_replace last_over_time max max_over_time min min_over_time quantile quantile_over_time rate resets round scalar sort sort_desc stddev sum sum_over_time time timestamp topk vector'.split(
    ' ',
  ),
)
const groupingWords = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right'])
const operators = new Set(['and', 'or', 'unless', 'bool', 'offset', 'inf', 'nan'])
const token =
  /\s+|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\[[^\]]*\]|\d[\w.]*|[A-Za-z_:][\w:]*|=~|!~|!=|==|>=|<=|[-+*/%^(){},=<>@]|\S/g

/** Reads names and labels out of PromQL; throws on a function or a sign that there is none of. */
export function readPromql(expression: string): Needs {
  const tokens = (expression.match(token) ?? []).filter((one) => one.trim() !== '' && !one.startsWith('['))
  const metrics = new Map<string, Set<string>>()
  const groupings = new Set<string>()
  const isName = (one: string | undefined): one is string => one !== undefined && /^[A-Za-z_:]/.test(one)
  for (let at = 0; at < tokens.length; at += 1) {
    const one = tokens[at] as string
    if (!isName(one)) {
      if (!/^["'\d]|^(?:=~|!~|!=|==|>=|<=|[-+*/%^(){},=<>@])$/.test(one)) throw new Error(`what is ${one}?`)
      continue
    }
    if (groupingWords.has(one)) {
      while (tokens[++at] !== ')') if (isName(tokens[at])) groupings.add(tokens[at] as string)
    } else if (operators.has(one.toLowerCase())) continue
    else if (tokens[at + 1] === '(' || (functions.has(one) && groupingWords.has(tokens[at + 1] ?? ''))) {
      if (!functions.has(one)) throw new Error(`there is no function ${one}`)
    } else {
      const labels = metrics.get(one) ?? new Set()
      metrics.set(one, labels)
      if (tokens[at + 1] !== '{') continue
      for (at += 2; tokens[at] !== '}'; at += 1) {
        if (tokens[at] === undefined) throw new Error(`the braces of ${one} are not closed`)
        if (isName(tokens[at])) labels.add(tokens[at] as string)
      }
    }
  }
  return { metrics, groupings }
}
