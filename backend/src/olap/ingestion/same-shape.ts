import { type ColumnProfile, type FileFormat, type IngestionPlan, ProductError, type Profile } from '@nemeton/contract'
import { typeWords } from './storable.ts'

interface Shaped {
  readonly filename: string
  readonly profile: Profile
}

/** Files that are read by the same reader. */
const families: Readonly<Record<FileFormat, string>> = {
  csv: 'delimited text',
  ndjson: 'JSON',
  json: 'JSON',
  xlsx: 'a workbook',
  parquet: 'Parquet',
}

/** Why a file cannot be one with the others. Error: `invalid_plan` with the file and the column. */
export const disagreement = (filename: string, column: string | null, message: string): ProductError =>
  new ProductError(
    'invalid_plan',
    `"${filename}"${column === null ? '' : `, column "${column}"`}: ${message} Load it by itself, or correct the file and send it again.`,
    { details: { filename, column } },
  )

export function refuseOtherFormat(first: Shaped, { filename, profile }: Shaped): void {
  const [wanted, found] = [families[first.profile.format], families[profile.format]]
  if (wanted !== found) throw disagreement(filename, null, `it is ${found}, and "${first.filename}" is ${wanted}.`)
  if (first.profile.sheet !== profile.sheet)
    throw disagreement(
      filename,
      null,
      `its sheet "${profile.sheet}" is read, and "${first.profile.sheet}" of "${first.filename}".`,
    )
}

export function refuseOtherColumns(first: Shaped, { filename, profile }: Shaped): void {
  const [wanted, found] = [first.profile, profile].map(({ columns }) => columns.map(({ name }) => name)) as [
    string[],
    string[],
  ]
  const missing = wanted.find((name) => !found.includes(name))
  if (missing !== undefined)
    throw disagreement(filename, missing, `it has no such column, and "${first.filename}" has.`)
  const more = found.find((name) => !wanted.includes(name))
  if (more !== undefined) throw disagreement(filename, more, `"${first.filename}" has no such column.`)
}

/** The file that speaks for a column: the first with a value in it. */
export function spokesman<T extends Shaped>(files: readonly T[], name: string): T | null {
  return files.find((file) => !isEmpty(file, name)) ?? null
}

const columnOf = ({ profile }: Shaped, name: string) => profile.columns.find((column) => column.name === name)

function isEmpty(file: Shaped, name: string): boolean {
  const column = columnOf(file, name)
  return column === undefined || column.nulls >= file.profile.rows
}

/** Types as they are in the file that speaks for the column. A column without a single value agrees with any. */
export function refuseOtherTypes(files: readonly Shaped[], file: Shaped, plan: IngestionPlan): void {
  for (const column of file.profile.columns) {
    const { name } = column
    const model = spokesman(files, name)
    const isTime = plan.columns.some((planned) => planned.name === name && planned.role === 'time')
    if (model === null || isEmpty(file, name) || isTime) continue
    const wanted = columnOf(model, name)
    if (wanted) refuseOther(file.filename, column, wanted.type, wanted.format)
  }
}

/** Types as a given plan stores them: text takes anything, fractions take whole numbers. */
export function refuseUnplanned(file: Shaped, plan: IngestionPlan): void {
  for (const { name, type, format, role, include } of plan.columns) {
    const column = columnOf(file, name)
    if (column === undefined || !include || role === 'time' || isEmpty(file, name)) continue
    if (!isWidened(column.type, type)) refuseOther(file.filename, column, type, format)
  }
}

const isWidened = (found: ColumnProfile['type'], planned: ColumnProfile['type']): boolean =>
  planned === 'string' || (found === 'long' && planned === 'double')

function refuseOther(
  filename: string,
  { name, type, format }: ColumnProfile,
  wanted: ColumnProfile['type'],
  wantedFormat: string | undefined,
): void {
  if (type !== wanted)
    throw disagreement(filename, name, `it holds ${typeWords[type]}, and ${typeWords[wanted]} in the other files.`)
  if (type === 'timestamp' && format !== wantedFormat)
    throw disagreement(filename, name, `its times are written as ${format}, and as ${wantedFormat} in the other files.`)
}
