import { createReadStream, type ReadStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createZstdDecompress } from 'node:zlib'
import { type IngestionPlan, type PlanColumn, ProductError, type Profile } from '@nemeton/contract'
import { planClock } from '../../olap/ingestion/plan-zone.ts'
import { stagedTime } from '../../olap/ingestion/timestamp-spec.ts'
import { joinPlan, type Pair } from '../../olap/tabular/joined-time.ts'
import type { LocalClock } from '../../olap/tabular/local-clock.ts'
import { rulesFor } from '../../olap/tabular/plan-rules.ts'
import type { Engine } from './engine.ts'
import { joinSource } from './joined.ts'
import { identifier, literal } from './literal.ts'
import { overSource } from './open.ts'
import { isBad, type Output, writeRejected } from './rejected.ts'
import { type Candidate, typedRelation } from './relation.ts'
import { type SettledColumn, settle } from './settling.ts'
import type { Source } from './source.ts'
import { sqlType } from './sql.ts'
import type { SpooledFile, Staged, StagedPart } from './tabular.ts'

const partBytes = 128 * 1024 * 1024

/** Writes the normalised copy of a file for Druid. */
export const writeStage = (
  engine: Engine,
  file: SpooledFile,
  profile: Profile,
  plan: IngestionPlan,
  folder: string,
  signal: AbortSignal,
): Promise<Staged> =>
  overSource(engine, file, false, signal, async (source) => {
    const found = await judge(engine, source, profile, plan)
    if (found.bad === 0 || source.located) return await write(engine, source, found, folder, signal)
    return await overSource(engine, file, true, signal, async (located) =>
      write(engine, located, found, folder, signal),
    )
  })

interface Judged {
  readonly clock: LocalClock | null
  readonly outputs: readonly Output[]
  readonly pair: Pair | null
  /** Rows at most that will be rejected for a value. */
  readonly bad: number
}

const columnsOf = (source: Source, profile: Profile, plan: IngestionPlan): (PlanColumn | null)[] => {
  const sameOrder =
    plan.columns.length === source.names.length &&
    plan.columns.every((column, n) => column.name === profile.columns[n]?.name)
  return source.names.map(
    (name, n) => (sameOrder ? plan.columns[n] : plan.columns.find((column) => column.name === name)) ?? null,
  )
}

const judge = async (engine: Engine, file: Source, profile: Profile, plan: IngestionPlan): Promise<Judged> => {
  const own = columnsOf(file, profile, plan)
  const chosen = plan.time?.kind === 'column' ? plan.time : null
  const joined = joinPlan(file.names, own, chosen)
  const [source, columns, time] =
    joined === null ? [file, own, chosen] : [joinSource(file, joined.pair), joined.columns, joined.time]
  const rules = rulesFor(source, columns, time)
  const clock = planClock(plan, profile)
  const settled = await settle(engine, source, {
    wishes: rules.map((rule) => [rule]),
    fixed: true,
    clock,
  })
  const outputs: Output[] = []
  let bad = 0
  columns.forEach((column, index) => {
    if (column === null || !(column.include || column.name === time?.column)) return
    const settledColumn = settled.columns[index] as SettledColumn
    const required = time !== null && column.name === time.column && !outputs.some((output) => output.required)
    outputs.push({ index, as: column.as, rule: settledColumn.rule, name: column.name, required })
    bad += required ? settled.rows - (settledColumn.first.fits[0] ?? 0) : settledColumn.first.misfits
  })
  if (outputs.length === 0)
    throw new ProductError('invalid_plan', 'The plan includes no column of the file. Include at least one.')
  return { outputs, bad, clock, pair: joined?.pair ?? null }
}

const valueIn = (output: Output): string => (output.rule.type === 'string' ? `x${output.index}` : `v${output.index}_0`)

const write = async (
  engine: Engine,
  file: Source,
  judged: Judged,
  folder: string,
  signal: AbortSignal,
): Promise<Staged> => {
  const { outputs, pair } = judged
  const source = pair === null ? file : joinSource(file, pair)
  const target = join(folder, 'parts')
  await mkdir(folder, { recursive: true })
  await rm(target, { recursive: true, force: true })
  const columns = outputs.map(({ index, name, rule }): Candidate => ({ index, name, readings: [rule] }))
  const relation = typedRelation(source, columns, judged.clock)
  const anyBad = judged.bad === 0 ? 'FALSE' : outputs.map(isBad).join(' OR ')
  const selected = outputs.map(
    (output) =>
      `CAST(${valueIn(output)} AS ${sqlType(output.rule)}) AS ${identifier(output.required ? stagedTime : output.as)}`,
  )
  const query = `SELECT ${selected.join(', ')} FROM ${relation}${judged.bad === 0 ? '' : ` WHERE NOT (${anyBad})`}`
  const size = await packedPartSize(engine, query, folder)
  await engine.run(
    `COPY (${query}) TO ${literal(target)} (FORMAT json, COMPRESSION zstd, FILE_SIZE_BYTES ${size}, OVERWRITE true, FILENAME_PATTERN 'part-{i}')`,
  )
  const parts = await countParts(target, signal)
  const rejectedPath = join(folder, 'rejected.csv')
  const rejected = await writeRejected(
    engine,
    source,
    outputs,
    judged.bad === 0 ? null : `SELECT * FROM ${relation} WHERE ${anyBad}`,
    rejectedPath,
  )
  return {
    parts,
    rows: parts.reduce((sum, part) => sum + part.rows, 0),
    rejected,
    rejectedPath: rejected === 0 ? null : rejectedPath,
  }
}

/** DuckDB cuts parts by their packed size: a sample tells how much that is for `partBytes` unpacked. */
const packedPartSize = async (engine: Engine, query: string, folder: string): Promise<number> => {
  const probe = join(folder, 'probe.json.zst')
  await engine.run(`COPY (${query} LIMIT 50000) TO ${literal(probe)} (FORMAT json, COMPRESSION zstd)`)
  const packed = (await stat(probe)).size
  let unpacked = 0
  for await (const piece of createReadStream(probe).pipe(createZstdDecompress())) unpacked += (piece as Buffer).length
  await rm(probe, { force: true })
  return unpacked === 0 ? partBytes : Math.max(1_000_000, Math.round((partBytes * packed) / unpacked))
}

const unzipped = (path: string, signal: AbortSignal): AsyncIterable<Buffer> =>
  (createReadStream(path, { signal }) as ReadStream).pipe(createZstdDecompress())

/** Rows of each part, counted in what was written; parts without rows are left out. */
const countParts = async (folder: string, signal: AbortSignal): Promise<StagedPart[]> => {
  const parts: StagedPart[] = []
  for (const name of (await readdir(folder)).sort()) {
    const path = join(folder, name)
    let rows = 0
    for await (const piece of unzipped(path, signal)) {
      for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) rows++
    }
    if (rows === 0) await rm(path, { force: true })
    else parts.push({ path, bytes: (await stat(path)).size, rows })
  }
  return parts
}
