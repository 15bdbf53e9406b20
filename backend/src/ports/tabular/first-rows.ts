import type { Profile } from '@nemeton/contract'
import type { Known } from '../../olap/tabular/plan-rules.ts'
import { judgeHead } from './delimited.ts'
import { decodeHead, readHead } from './head.ts'
import { overSource, recognise, type WithEngine } from './open.ts'
import type { SpooledFile } from './tabular.ts'

export type Texts = readonly (readonly (string | null)[])[]

/** The first rows of a file as texts, with what is needed to read them. An engine is started only for a file whose head does not show them; it must keep the file's order. */
export const withFirstRows = async <T>(
  withEngine: WithEngine,
  file: SpooledFile,
  profile: Profile,
  rows: number,
  signal: AbortSignal,
  work: (known: Known, first: Texts) => T,
): Promise<T> => {
  const known = await fromHead(file, profile)
  if (known !== null && (known.sample.length >= rows || known.whole)) return work(known, known.sample.slice(0, rows))
  return withEngine((engine) =>
    overSource(engine, file, false, signal, async (source) => {
      const cells = source.cells.map((cell, n) => `${cell} AS c${n}`).join(', ')
      const found = await engine.rows(`SELECT ${cells} FROM ${source.from} LIMIT ${Math.floor(rows)}`)
      return work(
        source,
        found.map((row) => source.cells.map((_, n) => (row[`c${n}`] ?? null) as string | null)),
      )
    }),
  )
}

/** A delimited text shows its first rows without being opened. */
const fromHead = async (file: SpooledFile, profile: Profile): Promise<(Known & { readonly whole: boolean }) | null> => {
  if (profile.format !== 'csv') return null
  const head = await readHead(file.path)
  const content = recognise(head, file.dialect)
  if (content.kind !== 'text') return null
  const { names, sample, sniffed } = judgeHead(decodeHead(head.bytes, profile.encoding), head.whole, file.dialect)
  if (names.length !== profile.columns.length) return null
  return { names, declared: names.map(() => null), sample, dialect: sniffed.dialect, whole: head.whole }
}
