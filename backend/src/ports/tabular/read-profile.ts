import { ProductError } from '@nemeton/contract'
import { ownNames } from '../../olap/tabular/names.ts'
import { obstaclesOf } from '../../olap/tabular/obstacles.ts'
import { type FileFacts, profileOf } from '../../olap/tabular/profile.ts'
import type { Engine } from './engine.ts'
import { factsOf } from './facts.ts'
import { joinedTimes } from './joined.ts'
import { overSource } from './open.ts'
import { settle } from './settling.ts'
import type { Source } from './source.ts'
import type { Reading, SpooledFile } from './tabular.ts'

/** Reads the whole file and says what is in it. */
export const readProfile = (engine: Engine, file: SpooledFile, signal: AbortSignal): Promise<Reading> =>
  overSource(engine, file, false, signal, async (source) => {
    const settled = await settle(engine, source, { wishes: source.names.map(() => null), fixed: false, clock: null })
    if (settled.rows === 0)
      throw new ProductError('no_rows', 'The file has a header but no rows. Add rows below the header.')
    const names = ownNames(source.names)
    const columns = await factsOf(engine, source, settled)
    return readingOf(source, {
      rows: settled.rows,
      columns: columns.map((column, n) => ({ ...column, name: names[n] ?? column.name })),
      joined: await joinedTimes(engine, source, settled, names),
    })
  })

const readingOf = (source: Source, found: Pick<FileFacts, 'rows' | 'columns' | 'joined'>): Reading => {
  const facts: FileFacts = {
    ...found,
    format: source.format,
    compression: source.compression,
    dialect: source.dialect,
    confidence: source.confidence,
    runnerUp: source.runnerUp,
    encoding: source.encoding,
    ragged: source.bad,
    firstBad: source.firstBad,
    warnings: source.warnings,
    sheet: source.sheet,
    sheets: source.sheets,
  }
  const profile = profileOf(facts)
  return {
    profile,
    obstacles: obstaclesOf(facts, profile, { bom: source.bom, nested: source.nested, quotes: source.quotes }),
  }
}
