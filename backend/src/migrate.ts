import pino from 'pino'
import { readConfig } from './config.ts'
import { createDatabase, createPool } from './ports/database/postgres.ts'

const config = readConfig(process.env)
const pool = createPool({ connectionString: config.DATABASE_URL, size: 2, log: pino({ level: config.LOG_LEVEL }) })
const database = createDatabase(pool)
try {
  const applied = await database.migrate(AbortSignal.timeout(60_000), () => {})
  process.stdout.write(applied.length === 0 ? 'The schema is up to date.\n' : `Applied ${applied.join(', ')}.\n`)
} finally {
  await database.close()
}
