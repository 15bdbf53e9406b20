import type { InstanceFacts } from '../../../../src/features/health/collect/facts.ts'
import { facts, GB, hour, instance, known, minute, notAsked, now, silent } from '../facts.ts'
import type { Cases } from './case.ts'

const of = (more: Partial<InstanceFacts>) => facts({ instances: [instance('one:4000', more)] })
const nobody: readonly [string, ReturnType<typeof facts>] = ['no instance tells', facts({ instances: [] })]
const process = (more: Partial<InstanceFacts['process']>): Partial<InstanceFacts> => ({
  process: { ...instance().process, ...more },
})
const latencies = (more: object) => ({
  statistics: {
    latencies: [{ kind: 'sql' as const, count: 50, p50Ms: 900, p95Ms: 2000, p99Ms: 3000, baselineP95Ms: 700, ...more }],
    cache: null,
  },
})
const counted = (hits: number, misses: number) => of({ statistics: { latencies: [], cache: { hits, misses } } })
const certificate = (expiresAt: number | null) =>
  of({ certificates: known([{ origin: 'https://druid:8888', isEncrypted: true, expiresAt }]) })
const day = 24 * hour

export const serviceCases: Readonly<Record<string, Cases>> = {
  'query-latency': {
    good: [
      ['as fast as before', facts()],
      ['slower and still fast', of(latencies({ p95Ms: 400, baselineP95Ms: 100 }))],
      ['too few to tell', of(latencies({ count: 3 }))],
      ['no past to compare with', of(latencies({ baselineP95Ms: null }))],
    ],
    bad: [
      {
        what: 'slower',
        facts: of(latencies({})),
        severity: 'warning',
        says: /\(sql\) take 2\.9 times as long/,
        subject: 'one:4000 sql',
      },
      {
        what: 'much slower',
        facts: of(latencies({ p95Ms: 9000 })),
        severity: 'critical',
        says: /12\.9 times/,
        subject: 'one:4000 sql',
      },
    ],
    unknown: [nobody, ['nothing is counted', of({ statistics: null })]],
  },
  cache: {
    good: [
      ['many hits', facts()],
      ['too few to tell', counted(0, 10)],
      ['no cache', of({ statistics: { latencies: [], cache: null } })],
    ],
    bad: [{ what: 'hardly a hit', facts: counted(2, 998), severity: 'warning', says: /0\.2 % of the questions/ }],
    unknown: [nobody, ['nothing is counted', of({ statistics: null })]],
  },
  'event-loop': {
    good: [['in time', facts()]],
    bad: [
      {
        what: 'late',
        facts: of(process({ eventLoop: { p50Ms: 20, p99Ms: 400, worstMs: 900 } })),
        severity: 'warning',
        says: /one:4000 is up to 400 ms late/,
        subject: 'one:4000',
      },
      {
        what: 'far too late',
        facts: of(process({ eventLoop: { p50Ms: 20, p99Ms: 1400, worstMs: 2900 } })),
        severity: 'critical',
        says: /1 s late/,
        subject: 'one:4000',
      },
    ],
    unknown: [nobody],
  },
  memory: {
    good: [['room', facts()]],
    bad: [
      {
        what: 'little room',
        facts: of(process({ heapBytes: 3.5 * GB })),
        severity: 'warning',
        says: /one:4000 is 88 % full/,
        subject: 'one:4000',
      },
      {
        what: 'hardly any',
        facts: of(process({ heapBytes: 3.9 * GB })),
        severity: 'critical',
        says: /98 % full/,
        subject: 'one:4000',
      },
    ],
    unknown: [nobody],
  },
  handles: {
    good: [
      ['few', facts()],
      ['the system does not tell', of(process({ files: null }))],
    ],
    bad: [
      {
        what: 'many files',
        facts: of(process({ files: { open: 900, most: 1024 } })),
        severity: 'warning',
        says: /one:4000 holds 900 handles/,
        subject: 'one:4000',
      },
    ],
    unknown: [nobody],
  },
  clocks: {
    good: [['they agree', facts()]],
    bad: [
      {
        what: 'the store is behind',
        facts: of({ store: known({ writeMs: 1, readMs: 1, listMs: 1, removeMs: 1, skewMs: -20_000 }) }),
        severity: 'warning',
        says: /object store \(one:4000\) is 20 s apart/,
        subject: 'object store (one:4000)',
      },
      {
        what: 'Druid is far ahead',
        facts: facts({ status: known({ version: '33.0.0', extensions: [], skewMs: 10 * minute }) }),
        severity: 'critical',
        says: /Druid is 10 minutes apart/,
        subject: 'Druid',
      },
    ],
    unknown: [
      nobody,
      [
        'no part tells',
        facts({ status: silent(), instances: [instance('one:4000', { store: notAsked, database: notAsked })] }),
      ],
    ],
  },
  expiry: {
    good: [
      ['nothing is encrypted', facts()],
      ['valid for months', certificate(now + 90 * day)],
      ['keys that are renewed', of({ credentialsExpireAt: known(now + hour) })],
    ],
    bad: [
      {
        what: 'a certificate ends soon',
        facts: certificate(now + 10 * day),
        severity: 'warning',
        says: /certificate of https:\/\/druid:8888 ends in 10 days/,
        subject: 'certificate of https://druid:8888',
      },
      {
        what: 'a certificate has ended',
        facts: certificate(now - day),
        severity: 'critical',
        says: /has ended/,
        subject: 'certificate of https://druid:8888',
      },
      {
        what: 'keys have ended',
        facts: of({ credentialsExpireAt: known(now - minute) }),
        severity: 'critical',
        says: /keys of one:4000 has ended/,
        subject: 'keys of one:4000',
      },
    ],
    unknown: [nobody, ['none was shown', certificate(null)], ['it was not asked yet', of({ certificates: notAsked })]],
  },
}
