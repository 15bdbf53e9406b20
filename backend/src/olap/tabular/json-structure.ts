/** What DuckDB's `json_structure` says of a value: a type's name, a list of one, or fields by name. */
export type Structure = string | readonly Structure[] | { readonly [key: string]: Structure }

type Fields = { readonly [key: string]: Structure }
const isFields = (structure: Structure): structure is Fields =>
  typeof structure === 'object' && !Array.isArray(structure)

/** One structure that holds the values of both; what cannot be one is JSON. */
export function mergeStructures(one: Structure, other: Structure): Structure {
  if (one === 'NULL') return other
  if (other === 'NULL') return one
  if (isFields(one) && isFields(other)) {
    const merged: Record<string, Structure> = Object.assign(Object.create(null), one)
    for (const [key, value] of Object.entries(other)) {
      const known = merged[key]
      merged[key] = known === undefined ? value : mergeStructures(known, value)
    }
    return merged
  }
  if (typeof one === 'string' && typeof other === 'string') return one === other ? one : 'VARCHAR'
  if (Array.isArray(one) && Array.isArray(other)) return one
  return 'JSON'
}
