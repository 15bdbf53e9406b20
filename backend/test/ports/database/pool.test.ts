import { EventEmitter } from 'node:events'
import type { PoolClient } from 'pg'
import { pino } from 'pino'
import t from 'tap'
import { createPool } from '../../../src/ports/database/postgres.ts'

t.test('a connection that is lost between two statements is told in the log and ends nothing', async (t) => {
  const lines: string[] = []
  const log = pino({ level: 'warn' }, { write: (line: string) => lines.push(line) })
  const pool = createPool({ connectionString: 'postgres://nobody@127.0.0.1:1/nothing', size: 1, log })
  t.teardown(() => pool.end())
  const client = new EventEmitter()
  pool.emit('connect', client as PoolClient)
  t.doesNotThrow(() => client.emit('error', new Error('Connection terminated unexpectedly')))
  t.match(lines.join(''), /Connection terminated unexpectedly/)
})
