import type { Profile } from '@nemeton/contract'
import type { FileFacts } from './profile.ts'
import { isWeekOrQuarter } from './times.ts'

const twoDigitFrom = Date.UTC(1970, 0, 1)
const twoDigitTo = Date.UTC(2045, 0, 1)

/** Why Druid's own reader would not get the same rows and values from the original; empty when it would. */
export const obstaclesOf = (
  file: FileFacts,
  profile: Profile,
  flags: { readonly bom: boolean; readonly nested: boolean; readonly quotes: boolean },
): readonly string[] => {
  const found: string[] = []
  const add = (when: boolean, sentence: string): void => {
    if (when) found.push(sentence)
  }
  const { dialect } = file
  add(file.format === 'xlsx', 'Druid does not read workbooks.')
  add(file.format === 'parquet', 'Parquet needs an extension in Druid and its types would not be kept.')
  add(file.format === 'json', 'Druid reads one JSON object a line, not an array.')
  add(flags.nested, 'Some values are nested objects or lists.')
  add(flags.bom, 'The file begins with a byte order mark, which would become part of the first name.')
  add(
    !['utf-8', 'us-ascii'].includes(file.encoding.toLowerCase()) &&
      (file.format === 'csv' || file.format === 'json' || file.format === 'ndjson'),
    `The file is encoded as ${file.encoding}; Druid reads UTF-8 only.`,
  )
  add(
    file.warnings.some((warning) => warning.code === 'encoding'),
    'Some bytes are not UTF-8.',
  )
  if (dialect !== null) {
    const tsv =
      dialect.delimiter === '\t' ||
      (dialect.delimiter.length === 1 && dialect.delimiter !== ',' && dialect.delimiter !== ' ')
    add(dialect.delimiter !== ',' && !tsv, `Druid cannot split cells at "${dialect.delimiter}".`)
    add(dialect.delimiter !== ',' && flags.quotes, 'Druid reads quotes only in comma-separated files.')
    add(dialect.quote === "'" && flags.quotes, "Cells are quoted with ', which Druid does not know.")
    add(dialect.quote === null && flags.quotes, 'Quotes are plain characters here, which Druid would take for quoting.')
    add(
      file.columns.some((column) => column.marks > 0),
      'Some cells hold quotes.',
    )
    add(dialect.escape === '\\' && flags.quotes, 'Quotes are escaped with a backslash, which Druid does not know.')
    add(dialect.lineEnding === '\r' || dialect.lineEnding === 'mixed', 'Lines do not end in the usual way.')
    add(dialect.preambleRows > 0, `${dialect.preambleRows} lines stand before the table.`)
    add((dialect.footerRows ?? 0) > 0, `${dialect.footerRows} lines stand below the table.`)
    add(
      dialect.comment !== undefined || file.warnings.some((warning) => warning.code === 'comments'),
      `Lines that begin with "${dialect.comment ?? '#'}" stand between the rows.`,
    )
    add(dialect.headerRows > 1, 'The header has several rows.')
    add(
      file.columns.some((column) => column.breaks > 0),
      'Some cells hold line breaks; Druid reads line by line.',
    )
    add(
      file.columns.some((column) => column.rule.type === 'string' && column.empties > 0),
      'Empty text and no value both occur; Druid would not tell them apart.',
    )
  }
  add(file.ragged > 0, 'Some rows do not have as many cells as the table.')
  for (const [n, column] of file.columns.entries()) {
    const shown = profile.columns[n]
    if (shown === undefined) continue
    const name = `"${column.name}"`
    const { rule } = column
    add(shown.as !== column.name, `${name} needs another name in Druid.`)
    add(
      column.tokens.length > 0 && shown.type !== 'string',
      `${name} spells "no value" as ${column.tokens.map((token) => `"${token.value}"`).join(', ')}.`,
    )
    add(
      column.empties > 0 && rule.type !== 'string' && file.format !== 'csv',
      `${name} has empty text among its values.`,
    )
    add(column.misfits > 0, `${name} has values that do not fit its type.`)
    add(column.padded > 0, `${name} has spaces around its values.`)
    add(
      (rule.type === 'long' || rule.type === 'double') && rule.style !== null,
      `${name} writes its numbers with marks that Druid does not read.`,
    )
    add(rule.type === 'boolean', `${name} is true or false and becomes 1 or 0.`)
    const primary = profile.time?.column === column.name
    add(shown.type === 'timestamp' && !primary, `${name} is a time beside the primary one and becomes milliseconds.`)
    if (primary && rule.type === 'timestamp') {
      const patterns = rule.patterns
      add(patterns.length > 1 && rule.format !== 'iso', `${name} writes its times in several ways.`)
      add(
        patterns.some((pattern) => /ZZ|'Z'|UTC|GMT/.test(pattern)) && rule.format !== 'iso',
        `${name} writes zones in a way that Druid does not read.`,
      )
      add(
        /(?<!y)yy(?!y)/.test(rule.format) && (Number(column.min) < twoDigitFrom || Number(column.max) >= twoDigitTo),
        `${name} has years of two digits that Druid reads differently.`,
      )
      add(
        /MMM|EEE|a$/.test(rule.format),
        `${name} has names of months or halves of the day, which depend on the language.`,
      )
      add(column.fractions > 0, `${name} has fractions that Druid does not read.`)
      add(isWeekOrQuarter(rule.format), `${name} has weeks or quarters, whose first day Druid does not find.`)
    }
    add(primary && (profile.time?.failed ?? 0) > 0, `Some rows have no time in ${name}.`)
  }
  return found
}
