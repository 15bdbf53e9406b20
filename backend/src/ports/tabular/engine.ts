import { type DuckDBConnection, DuckDBInstance, type Json } from '@duckdb/node-api'
import { literal } from './literal.ts'

export interface EngineOptions {
  readonly memoryMb: number
  /** Where DuckDB may put what does not fit its memory. */
  readonly scratch: string
  /** The only folders it may read and write. */
  readonly folders: readonly string[]
  /** Keep the file's order; costs memory and speed. */
  readonly ordered?: boolean
}

/** A DuckDB of its own for one request: its memory, settings and reject tables end with it. */
export interface Engine {
  rows(sql: string): Promise<Record<string, Json>[]>
  run(sql: string): Promise<void>
}

export const withEngine = async <T>(
  options: EngineOptions,
  signal: AbortSignal,
  work: (engine: Engine) => Promise<T>,
): Promise<T> => {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${options.memoryMb}MB`,
    threads: '2',
    temp_directory: options.scratch,
    preserve_insertion_order: options.ordered === true ? 'true' : 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const connection = await instance.connect()
  const interrupt = (): void => connection.interrupt()
  signal.addEventListener('abort', interrupt)
  try {
    await prepare(connection, options)
    signal.throwIfAborted()
    return await work({
      rows: async (sql) => {
        signal.throwIfAborted()
        const reader = await connection.runAndReadAll(sql)
        return reader.getRowObjectsJson()
      },
      run: async (sql) => {
        signal.throwIfAborted()
        await connection.run(sql)
      },
    })
  } finally {
    signal.removeEventListener('abort', interrupt)
    connection.closeSync()
    instance.closeSync()
  }
}

const prepare = async (connection: DuckDBConnection, options: EngineOptions): Promise<void> => {
  await connection.run("SET TimeZone = 'UTC'")
  await connection.run(
    `SET allowed_directories = [${options.folders.map((folder) => literal(`${folder}/`)).join(', ')}]`,
  )
  await connection.run('SET enable_external_access = false')
}
