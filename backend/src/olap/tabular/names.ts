/** What Druid and JavaScript keep for themselves. */
const reserved = new Map([
  ['__time', 'time'],
  ['__proto__', 'proto'],
])

/**
 * Names for Druid: trimmed, one line, unique whatever the case, never `__time`; a blank one is called for its place.
 */
export const druidNames = (names: readonly string[]): readonly string[] => {
  const taken = new Set<string>(['__time'])
  return names.map((name, n) => {
    const clean = name
      .replace(/\p{Cc}+/gu, ' ')
      .trim()
      .slice(0, 200)
    const wanted = clean === '' ? `column_${n + 1}` : (reserved.get(clean.toLowerCase()) ?? clean)
    let unique = wanted
    for (let copy = 2; taken.has(unique.toLowerCase()); copy++) unique = `${wanted}_${copy}`
    taken.add(unique.toLowerCase())
    return unique
  })
}

/** The file's own names where they tell columns apart; a repeated one gets a number, a blank one is called for its place. */
export const ownNames = (names: readonly string[]): readonly string[] => {
  const taken = new Set<string>(names)
  const seen = new Set<string>()
  return names.map((name, n) => {
    if (name.trim() !== '' && !seen.has(name)) {
      seen.add(name)
      return name
    }
    const wanted = name.trim() === '' ? `column_${n + 1}` : name
    let unique = wanted
    for (let copy = 2; taken.has(unique); copy++) unique = `${wanted}_${copy}`
    taken.add(unique)
    return unique
  })
}

/** The names that head rows give; several rows are read from top to bottom, merged cells reach to the right. */
export const headerNames = (rows: readonly (readonly (string | null)[])[], width: number): readonly string[] => {
  if (rows.length === 0) return Array.from({ length: width }, (_, n) => `column_${n + 1}`)
  const levels = rows.map((row, level) => {
    let last = ''
    return Array.from({ length: width }, (_, n) => {
      const cell = rows.length > 1 ? (row[n] ?? '').replace(/\s+/g, ' ') : (row[n] ?? '')
      if (cell.trim() !== '') last = cell
      return level < rows.length - 1 ? last : cell
    })
  })
  if (levels.length === 1) return levels[0] as string[]
  return Array.from({ length: width }, (_, n) =>
    [...new Set(levels.map((level) => (level[n] as string).trim()).filter((part) => part !== ''))].join(' '),
  )
}
