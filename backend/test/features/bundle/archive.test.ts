import { buffer } from 'node:stream/consumers'
import t from 'tap'
import { archive } from '../../../src/features/bundle/archive.ts'
import type { Content } from '../../../src/features/bundle/content.ts'
import { secretForms } from '../../../src/features/bundle/secret-forms.ts'
import { unzip } from '../../live/unzip.ts'

const secret = 'planted-secret-1'
const content = (path: string, value: unknown): Content => ({ path, about: `what ${path} is`, make: async () => value })
const bundle = async (contents: readonly Content[]) =>
  unzip(
    await buffer(
      archive({ contents, secrets: secretForms([secret]), version: '1.2.3', now: new Date('2025-01-01T00:00:00Z') }),
    ),
  )

t.test('writes each file, masked, and a text that tells of all', async (t) => {
  const files = await bundle([
    content('settings.json', { DRUID_PASSWORD: 'other-secret', PORT: 4000, NOTE: `has ${secret}` }),
    content('errors.ndjson', ['{"msg":"no","token":"other-secret"}', `not JSON ${secret}`]),
    content('metrics.txt', 'a 1\nb 2\n'),
    content('checks.json', 'The checks have not run yet.'),
  ])
  t.same([...files.keys()], ['settings.json', 'errors.ndjson', 'metrics.txt', 'checks.json', 'README.txt'])
  t.same(JSON.parse(files.get('settings.json') ?? ''), { DRUID_PASSWORD: '***', PORT: 4000, NOTE: 'has ***' })
  t.equal(files.get('errors.ndjson'), '{"msg":"no","token":"***"}\n"not JSON ***"\n')
  t.equal(files.get('metrics.txt'), 'a 1\nb 2\n')
  const readme = files.get('README.txt') ?? ''
  t.match(readme, 'Nemeton 1.2.3, taken 2025-01-01T00:00:00.000Z')
  for (const path of ['settings.json', 'errors.ndjson', 'metrics.txt', 'checks.json'])
    t.match(readme, new RegExp(`^${path}\\n  what ${path} is\\n  \\d places? masked$`, 'm'))
  t.match(readme, 'what settings.json is\n  2 places masked')
  for (const text of files.values()) t.notMatch(text, /planted|other-secret/)
})

t.test('says of what cannot be read why, and holds the rest', async (t) => {
  const files = await bundle([
    {
      path: 'versions.json',
      about: 'versions',
      make: async () => {
        throw new Error(`PostgreSQL at postgres://me:x@db does not answer to ${secret}`)
      },
    },
    content('metrics.txt', 'a 1\n'),
  ])
  const why = 'PostgreSQL at postgres://***@db does not answer to ***'
  t.equal(files.get('versions.json'), `This could not be read: ${why}\n`)
  t.equal(files.get('metrics.txt'), 'a 1\n')
  t.match(files.get('README.txt'), `COULD NOT BE READ: ${why}`)
})

t.test('makes one file after the other, when its turn comes', async (t) => {
  let making = 0
  let most = 0
  const slow = (path: string): Content => ({
    path,
    about: path,
    make: async () => {
      making += 1
      most = Math.max(most, making)
      await new Promise((resolve) => setImmediate(resolve))
      making -= 1
      return path
    },
  })
  const files = await bundle(['a.txt', 'b.txt', 'c.txt'].map(slow))
  t.equal(files.size, 4)
  t.equal(most, 1)
})
