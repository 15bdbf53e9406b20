import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { shopTask, startWorker, submitTask } from '../../../backend/test/live/druid-tasks.ts'
import { asJson, exchange } from '../../../backend/test/live/exchange.ts'
import { startSecondService } from '../../../backend/test/live/second-service.ts'
import { part, stack } from '../../../backend/test/live/stack.ts'
import { startTinyHistorical } from '../../../backend/test/live/tiny-historical.ts'
import { openSalesPage } from './sales-page.ts'

/** Each fault as the person on call sees it: on the page, with what to do, soon, and gone as soon. */
const soonMs = 30_000
const { base, name, page, complaints } = await openSalesPage('faulty')
const pictures = await mkdtemp(join(tmpdir(), 'nemeton-health-'))

interface Fault {
  readonly what: string
  readonly check: string
  readonly severity: 'critical' | 'warning'
  readonly says: RegExp
  readonly remedy: RegExp
  /** Answers how to mend it. */
  readonly begin: () => Promise<() => Promise<unknown>>
}

const rules = (list: readonly object[]) =>
  exchange({ ...asJson(list), url: `${stack.druidUrl}/druid/coordinator/v1/rules/${name}` })
const faults: readonly Fault[] = [
  {
    what: 'a stopped historical',
    check: 'druid-services',
    severity: 'critical',
    says: /no historical/,
    remedy: /start it again/,
    begin: async () => {
      await part('stop', 'historical')
      return () => part('start', 'historical')
    },
  },
  {
    what: 'a killed indexer',
    check: 'task-slots',
    severity: 'critical',
    says: /no slot/,
    remedy: /Start an indexer/,
    begin: async () => {
      await part('kill', 'indexer')
      return startWorker
    },
  },
  {
    what: 'a suspended object store',
    check: 'object-store',
    severity: 'critical',
    says: /did not answer within/,
    remedy: /S3_ENDPOINT/,
    begin: async () => {
      await part('pause', 's3')
      return () => part('resume', 's3')
    },
  },
  {
    what: 'a blocked PostgreSQL',
    check: 'postgresql',
    severity: 'critical',
    says: /does not answer/,
    remedy: /DATABASE_URL/,
    begin: async () => {
      await part('pause', 'postgres')
      return () => part('resume', 'postgres')
    },
  },
  {
    what: 'wrong keys of the object store in another instance',
    check: 'object-store',
    severity: 'critical',
    says: /refused the call/,
    remedy: /S3_SECRET_ACCESS_KEY/,
    begin: async () => {
      const second = await startSecondService({ S3_SECRET_ACCESS_KEY: 'wrong' }, { ready: false })
      return async () => {
        second.signal('SIGTERM')
        await second.ended
        await second.remove()
      }
    },
  },
  {
    what: 'a task that fails',
    check: 'tasks-failing',
    severity: 'warning',
    says: new RegExp(name),
    remedy: /log/,
    begin: async () => {
      await submitTask(shopTask(name, { type: 's3', uris: [`s3://${stack.store.bucket}/uploads/not-there.csv`] }))
      return () => submitTask(shopTask(name, { type: 'inline', data: 'time,shop\n2030-01-01T00:00:00Z,Nairobi' }))
    },
  },
  {
    what: 'a dropped load rule',
    check: 'load-rules',
    severity: 'critical',
    says: new RegExp(name),
    remedy: /load rule/,
    begin: async () => {
      await rules([{ type: 'loadForever', tieredReplicants: {}, useDefaultTierForNull: false }])
      return () => rules([])
    },
  },
  {
    what: 'a full segment cache',
    check: 'historicals-full',
    severity: 'critical',
    says: /no historical has room|100 % full/i,
    remedy: /segment cache/,
    begin: () => startTinyHistorical(1000),
  },
]

const row = (check: string) => page.locator(`#check-${check}`)
const untilSaid = (check: string, severities: readonly string[], says: RegExp) =>
  page.waitForFunction(
    ([id, wanted, pattern]) => {
      const found = document.getElementById(`check-${id}`)
      const severity = found?.querySelector('[data-severity]')?.getAttribute('data-severity') ?? ''
      return wanted.includes(severity) && new RegExp(pattern, 'i').test(found?.textContent ?? '')
    },
    [check, severities, says.source] as const,
    { timeout: soonMs },
  )

await page.goto(`${base}/health`)
await row('druid-services').waitFor({ timeout: 60_000 })

for (const { what, check, severity, says, remedy, begin } of faults)
  t.test(`${what} is named on the page, and well again once it is mended`, async (t) => {
    const mend = await begin()
    try {
      await untilSaid(check, [severity], says)
      await row(check).locator('> summary').click()
      await row(check).getByText(remedy).first().waitFor()
      const glance = await page.getByRole('region', { name: 'At a glance' }).textContent()
      t.notMatch(glance, /All is well/)
      const picture = join(pictures, `${what.replaceAll(' ', '-')}.png`)
      await page.screenshot({ path: picture })
      t.comment(`note: ${picture}`)
      await row(check).locator('> summary').click()
    } finally {
      await mend()
    }
    await untilSaid(check, ['ok', 'info'], /./)
    t.pass('well again')
  })

t.test('nothing went wrong in the page unseen', async (t) => {
  t.same(complaints, [])
})
