import type { ColumnProfile, ColumnType, DatasourceColumn, PlanColumn, Profile } from '@nemeton/contract'
import { epochRule } from '../tabular/epoch.ts'
import { isStorable, typeWords } from './storable.ts'

/** What a datasource holds now; its own columns win over what a file suggests. */
export interface Existing {
  readonly datasource: string
  readonly columns: readonly DatasourceColumn[]
}

/** The guessed columns under the names, types and roles that the datasource has already, where the file's values allow it. */
export function fitColumns(
  columns: readonly PlanColumn[],
  profile: Pick<Profile, 'columns'>,
  existing: Existing | null,
): PlanColumn[] {
  if (existing === null) return [...columns]
  const known = new Map(existing.columns.map((column) => [column.name, column]))
  const renamed = alike(columns, existing)
  return columns.map((column, index) => {
    const as = renamed.get(column.as) ?? column.as
    const target = known.get(as)
    const found = profile.columns[index]
    if (target === undefined || found === undefined || column.role === 'time' || !column.include) return column
    const type = fittingType(target.type, column.type, found)
    const role = roleOf(column, target, type)
    if (as === column.as && type === column.type && role === column.role) return column
    const { format, aggregate, ...rest } = column
    return {
      ...rest,
      as,
      type,
      role,
      ...(aggregate !== undefined && role === 'measure' ? { aggregate } : {}),
      ...(format !== undefined && type === 'timestamp' ? { format } : {}),
      reason: `${column.reason} "${existing.datasource}" has it already, as "${as}", ${typeWords[type]}, a ${role}: that wins.`,
    }
  })
}

/** The existing type when every value of the file can be stored in it, else the guess: a clash, to be shown. */
function fittingType(
  existing: DatasourceColumn['type'],
  guess: ColumnType,
  { min, max, format }: ColumnProfile,
): ColumnType {
  if (existing === 'complex' || existing === guess) return guess
  if (existing === 'string') return existing
  switch (existing) {
    case 'double':
      return guess === 'long' ? 'double' : guess
    case 'long':
      return guess === 'timestamp' && isEpoch(format) ? 'long' : guess
    case 'boolean':
      return guess === 'long' && isBit(min) && isBit(max) ? 'boolean' : guess
    case 'timestamp':
      return guess
  }
}

const isBit = (value: string | number | null): boolean => value === 0 || value === 1
const isEpoch = (format: string | undefined): boolean => format !== undefined && epochRule(format) !== null

/** A number that is a dimension there was made one; that it is a measure there may be nobody's choice. */
function roleOf(column: PlanColumn, target: DatasourceColumn, type: ColumnType): PlanColumn['role'] {
  const isNumber = type === 'long' || type === 'double' || type === 'boolean'
  if (!isNumber) return 'dimension'
  return target.role === 'dimension' && isStorable(type, target.type) ? 'dimension' : column.role
}

/** Names that differ from an existing one in case and signs only, where that leaves no doubt. */
function alike(columns: readonly PlanColumn[], existing: Existing): ReadonlyMap<string, string> {
  const exact = new Set(columns.map(({ as }) => as))
  const count = (names: readonly string[]) =>
    names.reduce(
      (counts, name) => counts.set(plain(name), (counts.get(plain(name)) ?? 0) + 1),
      new Map<string, number>(),
    )
  const ours = count(columns.map(({ as }) => as))
  const theirs = count(existing.columns.map(({ name }) => name))
  const renamed = new Map<string, string>()
  for (const { name } of existing.columns) {
    const key = plain(name)
    if (key === '' || exact.has(name) || name === '__time' || ours.get(key) !== 1 || theirs.get(key) !== 1) continue
    const own = columns.find(({ as, role }) => plain(as) === key && role !== 'time')
    if (own) renamed.set(own.as, name)
  }
  return renamed
}

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
