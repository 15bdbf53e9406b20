import { spawnSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'

const program = join(import.meta.dirname, 'audit.ts')

/** The audit with an npm that writes this and exits so. */
function audit(t: Test, { out = '', err = '', code = 0 }): { status: number | null; output: string } {
  const folder = t.testdir({ out, err })
  const npm = join(folder, 'npm')
  writeFileSync(npm, `#!/bin/sh\ncat ${join(folder, 'out')}\ncat ${join(folder, 'err')} >&2\nexit ${code}\n`)
  chmodSync(npm, 0o755)
  const { status, stdout, stderr } = spawnSync(process.execPath, [program], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${folder}:/usr/bin:/bin` },
  })
  return { status, output: stdout + stderr }
}

const found = {
  auditReportVersion: 2,
  vulnerabilities: {
    leaky: {
      name: 'leaky',
      severity: 'high',
      range: '<2.0.1',
      via: [{ title: 'It leaks', url: 'https://example.org/advisory' }],
      fixAvailable: { name: 'holder', version: '3.0.0' },
    },
    holder: { name: 'holder', severity: 'high', range: '<3', via: ['leaky'], fixAvailable: true },
    worn: { name: 'worn', severity: 'low', range: '*', via: [], fixAvailable: false },
  },
  metadata: { dependencies: { prod: 312 } },
}
const refused = {
  message: '405 Method Not Allowed - POST https://registry.example.org/-/npm/v1/security/advisories/bulk',
  statusCode: 405,
  error: { summary: '', detail: '' },
}
const away = { error: { code: 'ENOTFOUND', summary: 'getaddrinfo ENOTFOUND registry.example.org', detail: '' } }

t.test('passes when the registry knows of nothing', async (t) => {
  const out = JSON.stringify({ ...found, vulnerabilities: {} })
  t.match(audit(t, { out }), { status: 0, output: /^audit: 0 vulnerable of 312 packages\n$/ })
})

t.test('fails on a vulnerability, and names it, its advisory and what mends it', async (t) => {
  const { status, output } = audit(t, { out: JSON.stringify(found), code: 1 })
  t.equal(status, 1)
  t.match(output, /high: leaky <2\.0\.1\n {2}It leaks https:\/\/example\.org\/advisory\n {2}mended by holder 3\.0\.0/)
  t.match(output, /high: holder <3\n {2}through leaky\n {2}mended by npm audit fix/)
  t.match(output, /low: worn \*\n {2}nothing mends it yet/)
  t.match(output, /audit: 3 vulnerable of 312 packages/)
})

const unknown: readonly (readonly [what: string, npm: Parameters<typeof audit>[1], why: RegExp])[] = [
  ['the registry refuses', { out: JSON.stringify(refused), code: 1 }, /405 Method Not Allowed - POST https/],
  ['the registry is away', { out: JSON.stringify(away), code: 1 }, /getaddrinfo ENOTFOUND/],
  ['npm only warns', { err: 'npm warn audit 503 Service Unavailable\n', code: 1 }, /npm warn audit 503/],
  ['npm says nothing though it ends well', {}, /npm gave no reason/],
  ['npm writes what is no report', { out: '<html>', code: 0 }, /npm gave no reason/],
  ['npm answers null', { out: 'null' }, /npm gave no reason/],
]
for (const [what, npm, why] of unknown)
  t.test(`says that the audit was not made, and why, when ${what}`, async (t) => {
    const { status, output } = audit(t, npm)
    t.equal(status, 2)
    t.match(output, /audit: NOT MADE, so nothing is known of vulnerabilities: /)
    t.match(output, why)
    t.notMatch(output, /vulnerable of/)
  })
