import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What the broker's request log says of how a query ended; a line is written when it ends. Null until then. */
export async function endInDruid(sqlQueryId: string): Promise<boolean | null> {
  const folder = join(process.env.STACK_LOGS ?? '', 'requests', 'broker')
  for (const file of await readdir(folder)) {
    const lines = (await readFile(join(folder, file), 'utf8')).split('\n')
    const line = lines.find((one) => one.includes(sqlQueryId) && one.includes('"sqlQuery/time"'))
    if (line) return /"success":true/.test(line)
  }
  return null
}
