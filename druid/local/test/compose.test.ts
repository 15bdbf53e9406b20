import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parse } from 'yaml'
import { dataFolders } from '../data-folders.ts'
import { confFolder, druidEnvironment, druidRoles } from '../druid.ts'
import { nemetonEnvironment, passedOn } from '../nemeton.ts'
import { portsAt } from '../ports.ts'
import { environmentOf, parseJvmConfig, parseProperties } from '../properties.ts'

interface Service {
  readonly image?: string
  readonly build?: { readonly context: string; readonly dockerfile: string; readonly target?: string }
  readonly environment?: Readonly<Record<string, string>>
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly healthcheck?: { readonly test?: readonly string[] }
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly profiles?: readonly string[]
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: Readonly<Record<string, unknown>>
}

const root = join(import.meta.dirname, '../../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const text = read('docker-compose.yml')
const compose: Compose = parse(text, { merge: true })
const services = Object.entries(compose.services)
const example = read('.env.example')

/** They end when their work is done. */
const oneShot = ['bucket', 'load-rules']
const containerRoles = ['coordinator', 'broker', 'historical', 'middlemanager', 'router'] as const
const secrets = { postgresPassword: 'p', s3AccessKeyId: 'k', s3SecretAccessKey: 's' }

t.test('has every part of the stack', async (t) => {
  const always = services.filter(([, { profiles }]) => !profiles).map(([name]) => name)
  const parts = ['nemeton', 'postgres', 'minio', 'zookeeper', ...containerRoles]
  t.same(always.sort(), [...parts, ...oneShot].sort())
})

t.test('waits only for services that exist, and for health where there is a check', async (t) => {
  for (const [name, { depends_on = {} }] of services) {
    for (const [other, { condition }] of Object.entries(depends_on)) {
      t.ok(compose.services[other], `${name} waits for ${other}`)
      t.equal(condition, oneShot.includes(other) ? 'service_completed_successfully' : 'service_healthy')
    }
  }
})

t.test('has no circle of services that wait for each other', async (t) => {
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) throw new Error([...path, name].join(' → '))
    for (const next of Object.keys(compose.services[name]?.depends_on ?? {})) visit(next, [...path, name])
  }
  for (const [name] of services) t.doesNotThrow(() => visit(name, []))
})

t.test('checks the health of every service that stays', async (t) => {
  for (const [name, { healthcheck }] of services)
    t.equal((healthcheck?.test ?? []).length > 1, !oneShot.includes(name), name)
})

t.test('pins every image', async (t) => {
  const built = [...read('backend/Dockerfile').matchAll(/^FROM (\S+)/gm)].map(([, image]) => image as string)
  const pulled = services.flatMap(([, { image }]) => image ?? [])
  const stages = [...read('backend/Dockerfile').matchAll(/ AS (\S+)$/gm)].map(([, stage]) => stage)
  for (const image of [...pulled, ...built.filter((name) => !stages.includes(name))]) {
    t.match(image, /^[\w./-]+:(RELEASE\.[\dTZ-]+|\d+\.\d+[\w.-]*)$/)
  }
  t.ok(services.every(([, { image, build }]) => image || build))
})

t.test('publishes ports on the loopback address alone', async (t) => {
  for (const port of services.flatMap(([, { ports = [] }]) => ports)) t.match(port, /^127\.0\.0\.1:\$\{\w+:-\d+\}:\d+$/)
})

t.test('mounts only what the repository or a volume has', async (t) => {
  for (const [name, { volumes = [], build }] of services) {
    for (const volume of volumes) {
      const [source = '', , mode] = volume.split(':')
      if (!source.startsWith('.')) t.ok(source in compose.volumes, `${name}: ${source}`)
      else t.ok(existsSync(join(root, source)) && mode === 'ro', `${name}: ${volume}`)
    }
    if (build) t.ok(existsSync(join(root, build.context, build.dockerfile)))
  }
})

t.test('holds no password', async (t) => {
  const secret = /PASSWORD|SECRET|ACCESS_KEY|DATABASE_URL|MC_HOST/
  const values = services.flatMap(([, { environment = {} }]) => Object.entries(environment))
  const found = values.filter(([name]) => secret.test(name))
  t.ok(found.length > 10)
  // What need not be set is empty then.
  for (const [name, value] of found) t.match(value, /\$\{\w+:(\?[^}]+|-)\}/, name)
  t.notMatch(text, /:\/\/\w+:\w+@/)
})

t.test('takes from .env only what .env.example explains', async (t) => {
  const explained = new Set([...example.matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name as string))
  for (const [, name] of text.matchAll(/\$\{(\w+)/g)) t.ok(explained.has(name as string), name as string)
  const config = read('backend/src/config.ts')
  const known = [...config.matchAll(/^ {2}([A-Z][A-Z0-9_]*):/gm)].map(([, name]) => name as string)
  t.ok(known.includes('DATABASE_URL'))
  for (const name of known) t.ok(explained.has(name), `${name} of the service`)
  for (const name of passedOn) t.ok(known.includes(name), `${name} is passed on`)
})

t.test('configures Nemeton by the names that the local stack uses', async (t) => {
  const local = nemetonEnvironment(dataFolders('/data'), portsAt(0), secrets, {})
  for (const name of ['nemeton', 'nemeton-dev']) {
    for (const key of Object.keys(local)) t.ok(compose.services[name]?.environment?.[key], `${name}: ${key}`)
  }
})

t.test('has both stacks read the same properties', async (t) => {
  const mounts = { coordinator: 'master/coordinator-overlord', broker: 'query/broker', router: 'query/router' }
  const data = { historical: 'data/historical', middlemanager: 'data/middleManager' }
  const common = parseProperties(readFileSync(join(confFolder, '_common/common.runtime.properties'), 'utf8'))
  for (const [role, mount] of Object.entries({ ...mounts, ...data })) {
    const { volumes = [], environment = {} } = compose.services[role] as Service
    const target = '/opt/druid/conf/druid/cluster'
    t.ok(volumes.includes(`./druid/conf/_common:${target}/_common:ro`), role)
    t.ok(volumes.includes(`./druid/conf/${role}:${target}/${mount}:ro`), role)

    const own = parseProperties(readFileSync(join(confFolder, role, 'runtime.properties'), 'utf8'))
    const needs = [environmentOf(common), environmentOf(own)]
    for (const name of needs.flatMap(({ required }) => required)) t.ok(environment[name], `${role}: ${name}`)
    t.same(
      Object.keys(environment).filter((name) => name.startsWith('druid_')),
      ['druid_metadata_storage_type'],
      'no property passes by the files',
    )
    const known = new Set(needs.flatMap(({ required, optional }) => [...required, ...optional]))
    const unread = Object.keys(environment).filter((name) => !known.has(name))
    t.same(unread.sort(), ['AWS_REGION', 'DRUID_SET_HOST', 'druid_metadata_storage_type'])
  }
  const local = druidEnvironment('broker', dataFolders('/data'), portsAt(0), secrets, { extensions: '/extensions' })
  for (const name of environmentOf(common).required) t.ok(local[name], `local: ${name}`)
})

t.test('has every extension that the local stack has, and those that only the containers have', async (t) => {
  const { extensions } = {
    extensions: JSON.parse(compose.services.broker?.environment?.DRUID_EXTENSIONS ?? '[]') as string[],
  }
  const local = druidEnvironment('broker', dataFolders('/data'), portsAt(0), secrets, { extensions: '' })
  for (const name of JSON.parse(local.DRUID_EXTENSIONS ?? '[]')) t.ok(extensions.includes(name), name)
  for (const topic of ['kafka', 'parquet', 'multi-stage-query', 'postgresql']) {
    t.ok(
      extensions.some((name) => name.includes(topic)),
      topic,
    )
  }
})

t.test('gives each role a folder of properties and flags, with memory enough for its buffers', async (t) => {
  const roles = readdirSync(confFolder).filter((name) => name !== '_common')
  t.same(roles.sort(), [...new Set([...druidRoles, ...containerRoles])].sort())
  for (const role of roles) {
    const properties = parseProperties(readFileSync(join(confFolder, role, 'runtime.properties'), 'utf8'))
    const flags = parseJvmConfig(readFileSync(join(confFolder, role, 'jvm.config'), 'utf8'))
    t.ok(flags.every((flag) => /^-\S+$/.test(flag)))
    const number = (name: string) => Number.parseInt(properties.get(`druid.processing.${name}`) ?? '0', 10)
    const needed = number('buffer.sizeBytes') * (number('numMergeBuffers') + number('numThreads') + 1)
    const limit = flags.find((flag) => flag.startsWith('-XX:MaxDirectMemorySize='))?.split('=')[1] ?? '0m'
    t.ok(Number.parseInt(limit, 10) * (limit.endsWith('g') ? 1024 : 1) >= needed, `${role}: ${needed} MiB of ${limit}`)
  }
})
