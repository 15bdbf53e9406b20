import { join } from 'node:path'
import { askControl, isVerb, verbs } from './control.ts'
import { dataFolders } from './data-folders.ts'
import { partNames } from './part-name.ts'

const [verb, name] = process.argv.slice(2)
if (!isVerb(verb) || (name === undefined && verb !== 'status')) {
  console.error(`usage: node druid/local/part.ts <${verbs.join('|')}> <${partNames.join('|')}>`)
  process.exit(2)
}

const { root, control } = dataFolders(process.env.DATA_DIR || join(import.meta.dirname, '../../.data'))
try {
  const { ok, lines } = await askControl(control, verb, name)
  console.log(lines.join('\n'))
  process.exitCode = ok ? 0 : 1
} catch (error) {
  console.error(`no launcher answers for ${root}: ${(error as Error).message}`)
  process.exitCode = 1
}
