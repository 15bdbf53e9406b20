import type { DatasourceSchema } from '../olap/datasource-schema.ts'
import type { Ports } from '../ports/ports.ts'
import type { DatasourceReader } from './datasource-reader.ts'

interface Needs extends Pick<Ports, 'druid' | 'database'> {
  readonly datasources: DatasourceReader
}

/** What queries are compiled by. */
export interface Schemas {
  /**
   * At most a second old as Druid has it, and of the load that is the latest now. Error: `not_found`.
   */
  read(name: string, signal: AbortSignal): Promise<DatasourceSchema>
  /** As Druid has it now. */
  readAnew(name: string): Promise<DatasourceSchema>
}

interface Known {
  readonly schema: Promise<DatasourceSchema>
  readonly load: string | null
  readonly at: number
}

const freshMs = 1000
/** More than a person looks at; what is asked again is simply read again. */
const mostKnown = 200

export function createSchemas({ druid, database, datasources }: Needs): Schemas {
  const known = new Map<string, Known>()
  const readNow = async (name: string): Promise<DatasourceSchema> => {
    const [columns, countMetric, sketches, intervals] = await Promise.all([
      datasources.columns(name),
      datasources.countMetric(name),
      datasources.sketches(name),
      druid.intervals(),
    ])
    const interval = intervals.get(name) ?? null
    if (columns !== null && interval !== null) return { name, columns, interval, countMetric, sketches }
    const found = await datasources.find(name)
    return { name, columns: found.columns, interval: found.interval, countMetric, sketches }
  }
  const readAs = (name: string, load: string | null): Promise<DatasourceSchema> => {
    const one: Known = { schema: readNow(name), load, at: performance.now() }
    const forget = () => {
      if (known.get(name) === one) known.delete(name)
    }
    one.schema.catch(forget)
    known.delete(name)
    known.set(name, one)
    const [oldest] = known.keys()
    if (known.size > mostKnown && oldest !== undefined) known.delete(oldest)
    return one.schema
  }
  return {
    read: async (name, signal) => {
      const load = await database.ingestions.latestLoad(name)
      signal.throwIfAborted()
      const one = known.get(name)
      return one?.load === load && performance.now() - one.at < freshMs ? one.schema : readAs(name, load)
    },
    readAnew: async (name) => readAs(name, await database.ingestions.latestLoad(name)),
  }
}
