import { spawnSync } from 'node:child_process'

/** Known vulnerabilities of what the product ships: exits 0 when there are none, 1 when there are, 2 when nobody knows. */
interface Advisory {
  readonly title: string
  readonly url: string
}
interface Vulnerable {
  readonly name: string
  readonly severity: string
  readonly range: string
  readonly via: readonly (Advisory | string)[]
  readonly fixAvailable: boolean | { readonly name: string; readonly version: string }
}
interface Report {
  readonly vulnerabilities?: Readonly<Record<string, Vulnerable>>
  readonly metadata?: { readonly dependencies?: { readonly prod?: number } }
  readonly message?: string
  readonly error?: { readonly summary?: string; readonly code?: string }
}

const { stdout, stderr, error } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 ** 2,
})

function read(): Report {
  try {
    return (JSON.parse(stdout || '{}') ?? {}) as Report
  } catch {
    return {}
  }
}

const report = read()
if (report.vulnerabilities === undefined) {
  const said = stderr?.split('\n').find((line) => /^npm (error|warn) audit/i.test(line))
  const why = error?.message ?? report.message ?? (report.error?.summary || report.error?.code) ?? said
  console.error(`audit: NOT MADE, so nothing is known of vulnerabilities: ${why ?? 'npm gave no reason'}`)
  console.error(
    'audit: run it where "npm audit" reaches a registry that answers POST /-/npm/v1/security/advisories/bulk',
  )
  process.exitCode = 2
} else {
  const found = Object.values(report.vulnerabilities)
  for (const { name, severity, range, via, fixAvailable } of found) {
    console.log(`${severity}: ${name} ${range}`)
    for (const one of via) console.log(typeof one === 'string' ? `  through ${one}` : `  ${one.title} ${one.url}`)
    if (typeof fixAvailable === 'object') console.log(`  mended by ${fixAvailable.name} ${fixAvailable.version}`)
    else console.log(fixAvailable ? '  mended by npm audit fix' : '  nothing mends it yet')
  }
  const asked = report.metadata?.dependencies?.prod
  console.log(`audit: ${found.length} vulnerable of ${asked ?? 'the'} packages`)
  process.exitCode = found.length > 0 ? 1 : 0
}
