import type { Ports } from '../ports/ports.ts'

const query = `SELECT COUNT(*) AS "columns" FROM INFORMATION_SCHEMA.COLUMNS WHERE "TABLE_SCHEMA" = 'druid' AND "TABLE_NAME" = ?`

/** True once the broker knows a datasource's columns: from then on it is listed and can be asked. */
export async function isSchemaVisible(
  datasource: string,
  druid: Pick<Ports['druid'], 'rows'>,
  signal: AbortSignal,
): Promise<boolean> {
  const parameters = [{ type: 'VARCHAR' as const, value: datasource }]
  const [row] = await druid.rows({ query, parameters }, { signal })
  return Number(row?.columns ?? 0) > 0
}
