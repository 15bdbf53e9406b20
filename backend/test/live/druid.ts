import { asJson, exchange } from './exchange.ts'
import { stack } from './stack.ts'

/** Rows straight from the broker, past the service. */
export async function druidSql(query: string): Promise<readonly unknown[][]> {
  const { status, text } = await exchange({
    ...asJson({ query, resultFormat: 'array' }),
    url: `${stack.brokerUrl}/druid/v2/sql`,
  })
  if (status !== 200) throw new Error(`${status} ${text}`)
  return JSON.parse(text) as unknown[][]
}

export async function dropDatasource(name: string): Promise<void> {
  const url = `${stack.druidUrl}/druid/coordinator/v1/datasources/${encodeURIComponent(name)}`
  const { status, text } = await exchange({ method: 'DELETE', url })
  if (status !== 200 && status !== 404) throw new Error(`${status} ${text}`)
}
