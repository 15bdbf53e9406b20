import { sql } from 'kysely'
import { druid } from './druid-dialect.ts'

/**
 * No rows of a datasource: the header of the answer has its columns and their SQL types. Druid plans this and runs nothing,
 * where INFORMATION_SCHEMA costs it several times as much and the more, the more datasources there are.
 */
export const compileColumns = (datasource: string): string =>
  sql`select * from ${sql.id('druid', datasource)} limit 0`.compile(druid).sql
