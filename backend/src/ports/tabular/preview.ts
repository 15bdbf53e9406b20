import type { Cell, PlanColumn, Profile, Table } from '@nemeton/contract'
import { shown } from '../../olap/tabular/normalize.ts'
import { type Known, rulesFor } from '../../olap/tabular/plan-rules.ts'
import { judgeHead } from './delimited.ts'
import type { Engine } from './engine.ts'
import { decodeHead, readHead } from './head.ts'
import { overSource, recognise } from './open.ts'
import type { SpooledFile } from './tabular.ts'

type Texts = readonly (readonly (string | null)[])[]

/** The first rows as the profile reads them. The engine must keep the file's order. */
export const readPreview = async (
  engine: Engine,
  file: SpooledFile,
  profile: Profile,
  rows: number,
  signal: AbortSignal,
): Promise<Table> => {
  const begin = performance.now()
  const table = (known: Known, first: Texts): Table => {
    const columns = profile.columns.map((column): PlanColumn => ({ ...column, include: true }))
    const rules = rulesFor(known, columns, null)
    return {
      columns: profile.columns.map((column) => ({ name: column.as, type: column.type })),
      rows: first.slice(0, rows).map((row) => row.map((cell, n): Cell => shown(cell, rules[n] ?? { type: 'string' }))),
      approximate: [],
      complete: profile.rows <= rows,
      queryId: `preview-${file.id}`,
      elapsedMs: Math.round(performance.now() - begin),
      cached: false,
    }
  }
  const known = await fromHead(file, profile)
  if (known !== null && (known.sample.length >= rows || known.whole)) return table(known, known.sample)
  return overSource(engine, file, false, signal, async (source) => {
    const cells = source.cells.map((cell, n) => `${cell} AS c${n}`).join(', ')
    const found = await engine.rows(`SELECT ${cells} FROM ${source.from} LIMIT ${Math.floor(rows)}`)
    return table(
      source,
      found.map((row) => source.cells.map((_, n) => (row[`c${n}`] ?? null) as string | null)),
    )
  })
}

/** A delimited text shows its first rows without being opened. */
const fromHead = async (file: SpooledFile, profile: Profile): Promise<(Known & { readonly whole: boolean }) | null> => {
  if (profile.format !== 'csv') return null
  const head = await readHead(file.path)
  const content = recognise(head)
  if (content.kind !== 'text') return null
  const { names, sample, sniffed } = judgeHead(decodeHead(head.bytes, profile.encoding), head.whole)
  if (names.length !== profile.columns.length) return null
  return { names, declared: names.map(() => null), sample, dialect: sniffed.dialect, whole: head.whole }
}
