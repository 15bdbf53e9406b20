import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { dataFolders } from '../data-folders.ts'
import { confFolder, druidEnvironment, druidRoles } from '../druid.ts'
import { nemetonEnvironment } from '../nemeton.ts'
import { baseEnvironment } from '../part-plan.ts'
import { portsAt } from '../ports.ts'
import { environmentOf, parseProperties } from '../properties.ts'

const folders = dataFolders('/data')
const ports = portsAt(100)
const secrets = { postgresPassword: 'p', s3AccessKeyId: 'k', s3SecretAccessKey: 's' }

for (const role of druidRoles) {
  t.test(`gives the ${role} each variable that its properties read`, async (t) => {
    const read = (file: string) => environmentOf(parseProperties(readFileSync(join(confFolder, file), 'utf8')))
    const needs = [read('_common/common.runtime.properties'), read(`${role}/runtime.properties`)]
    const given = druidEnvironment(role, folders, ports, secrets, { extensions: '/extensions' })
    for (const name of needs.flatMap(({ required }) => required)) t.ok(given[name], name)
    t.equal(given.DRUID_PORT, String(ports[role]))
  })
}

t.test('gives Nemeton the addresses and secrets of its own stack', async (t) => {
  const env = nemetonEnvironment(folders, ports, secrets, { LOG_LEVEL: 'debug', PORT: '1', OTHER: 'x' })
  t.match(env, {
    HOST: '127.0.0.1',
    PORT: '4100',
    DATABASE_URL: 'postgres://nemeton:p@127.0.0.1:5533/nemeton',
    DRUID_URL: 'http://127.0.0.1:8988',
    S3_ENDPOINT: 'http://127.0.0.1:9100',
    S3_BUCKET: 'nemeton',
    SPOOL_DIR: '/data/spool',
    LOG_LEVEL: 'debug',
  })
  t.notOk('OTHER' in env)
})

t.test("hands no part the launcher's whole environment", async (t) => {
  t.same(baseEnvironment({ PATH: '/bin', NODE_OPTIONS: '--inspect', TOKEN: 'x' }), { PATH: '/bin' })
})
