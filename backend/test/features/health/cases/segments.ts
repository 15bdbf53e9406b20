import {
  facts,
  GB,
  hour,
  known,
  memory,
  minute,
  now,
  remembered,
  rule,
  rules,
  segments,
  server,
  servers,
  silent,
  task,
  withServers,
} from '../facts.ts'
import type { Cases } from './case.ts'

const lost = segments('sales', { unavailable: 3, smallestUnavailable: 60_000 })
const two = memory({ servers: [...servers, server('historical', 9083)].map((each) => remembered(each)) })
const full = (share: number) => withServers({ historical: { usedBytes: share * 20 * GB } })
const growing = (bytesADay: number) =>
  memory({
    fill: {
      'historical:druid:8083': [0, 6, 12, 24].map((hours) => ({
        at: now - (24 - hours) * hour,
        bytes: 2 * GB - ((24 - hours) / 24) * bytesADay,
      })),
    },
  })

export const segmentCases: Readonly<Record<string, Cases>> = {
  'segments-unavailable': {
    good: [
      ['all loaded', facts()],
      [
        'a load has just ended',
        facts({ segments: known([lost]), tasks: known([task('t', { endedAt: now - minute })]) }),
      ],
      [
        'a load is under way',
        facts({ segments: known([lost]), tasks: known([task('t', { state: 'running', endedAt: null })]) }),
      ],
    ],
    bad: [
      {
        what: 'segments are gone',
        facts: facts({ segments: known([lost]) }),
        severity: 'critical',
        says: /3 segments of sales cannot be queried/,
        subject: 'sales',
      },
      {
        what: 'the load ended long ago',
        facts: facts({ segments: known([lost]), tasks: known([task('t', { endedAt: now - 3 * minute })]) }),
        severity: 'critical',
        says: /sales/,
        subject: 'sales',
      },
      {
        what: 'the last load failed',
        facts: facts({ segments: known([lost]), tasks: known([task('t', { state: 'failed', endedAt: now })]) }),
        severity: 'critical',
        says: /sales/,
        subject: 'sales',
      },
      {
        what: 'a load has just ended and no historical is there',
        facts: facts({
          segments: known([lost]),
          tasks: known([task('t', { endedAt: now })]),
          memory: withServers({ historical: { isUp: false } }),
        }),
        severity: 'critical',
        says: /sales/,
        subject: 'sales',
      },
    ],
    unknown: [['the broker is silent', facts({ segments: silent() })]],
  },
  'segments-under-replicated': {
    good: [
      ['as many as asked', facts()],
      [
        'the rule asks more than there are historicals',
        facts({ segments: known([segments('sales', { underReplicated: 24, askedReplicas: 2 })]) }),
      ],
    ],
    bad: [
      {
        what: 'fewer than asked and possible',
        facts: facts({ segments: known([segments('sales', { underReplicated: 4, askedReplicas: 2 })]), memory: two }),
        severity: 'warning',
        says: /4 segments of sales have fewer replicas/,
        subject: 'sales',
      },
    ],
    unknown: [
      ['the broker is silent', facts({ segments: silent() })],
      ['servers are not known', facts({ servers: silent() })],
    ],
  },
  'historicals-full': {
    good: [
      ['room for all', facts()],
      ['it grows slowly', facts({ memory: growing(0.1 * GB) })],
      ['what waits has room', facts({ segments: known([lost]) })],
    ],
    bad: [
      {
        what: 'nearly full',
        facts: facts({ memory: full(0.9) }),
        severity: 'warning',
        says: /druid:8083 is 90 % full/,
        subject: 'druid:8083',
      },
      {
        what: 'full',
        facts: facts({ memory: full(0.97) }),
        severity: 'critical',
        says: /97 % full/,
        subject: 'druid:8083',
      },
      {
        what: 'it was given less room than it holds',
        facts: facts({ memory: withServers({ historical: { usedBytes: 1_000_000, mostBytes: 1000 } }) }),
        severity: 'critical',
        says: /100 % full/,
        subject: 'druid:8083',
      },
      {
        what: 'what waits does not fit',
        facts: facts({
          segments: known([segments('sales', { unavailable: 2, smallestUnavailable: 60_000 })]),
          memory: withServers({ historical: { usedBytes: 57_000, mostBytes: 100_000 } }),
        }),
        severity: 'critical',
        says: /no historical has room for the segments of sales.*60\.0 kB, 43\.0 kB are free/i,
        subject: 'druid:8083',
      },
      {
        what: 'full within days',
        facts: facts({ memory: growing(1.8 * GB) }),
        severity: 'warning',
        says: /full in about 10 days/,
        subject: 'druid:8083',
      },
    ],
    unknown: [
      ['the broker is silent', facts({ servers: silent() })],
      ['no historical is there', facts({ memory: withServers({ historical: { isUp: false } }) })],
    ],
  },
  'load-rules': {
    good: [
      ['a rule of the cluster', facts()],
      ['a rule of its own', facts({ rules: known({ _default: [], sales: [rule('loadForever', { hot: 1 })] }) })],
      [
        'what is new is loaded',
        facts({ rules: known({ ...rules, sales: [rule('loadByPeriod', { hot: 1 }), rule('dropForever')] }) }),
      ],
      [
        'one that was dropped a minute ago',
        facts({
          rules: known({ ...rules, sales: [rule('dropForever')] }),
          segments: known([]),
          memory: memory({ datasources: { sales: now - minute } }),
          dropped: known(['sales']),
        }),
      ],
      ['one that was given up', facts({ rules: known({ ...rules, old: [rule('dropForever')] }) })],
    ],
    bad: [
      {
        what: 'all is dropped',
        facts: facts({ rules: known({ ...rules, sales: [rule('dropForever')] }) }),
        severity: 'critical',
        says: /No rule loads sales/,
        subject: 'sales',
      },
      {
        what: 'no replicas are asked',
        facts: facts({ rules: known({ ...rules, sales: [rule('loadForever')] }) }),
        severity: 'critical',
        says: /No rule loads sales/,
        subject: 'sales',
      },
      {
        what: 'the rule of the cluster is gone',
        facts: facts({ rules: known({ _default: [] }) }),
        severity: 'critical',
        says: /No rule loads sales/,
        subject: 'sales',
      },
      {
        what: 'its segments went a minute ago',
        facts: facts({
          rules: known({ ...rules, sales: [rule('dropForever')] }),
          segments: known([]),
          memory: memory({ datasources: { sales: now - minute } }),
        }),
        severity: 'critical',
        says: /No rule loads sales/,
        subject: 'sales',
      },
      {
        what: 'an empty cluster loads nothing',
        facts: facts({
          rules: known({ _default: [rule('dropForever')] }),
          segments: known([]),
          memory: memory({ datasources: {} }),
        }),
        severity: 'warning',
        says: /no rule that loads anything/,
      },
    ],
    unknown: [
      ['the coordinator is silent', facts({ rules: silent() })],
      ['the broker is silent', facts({ segments: silent() })],
    ],
  },
  'segments-size': {
    good: [
      ['good sizes', facts()],
      [
        'a small datasource',
        facts({ segments: known([segments('sales', { segments: 40, bytes: 1000, excess: 10 })]) }),
      ],
      ['no datasource', facts({ segments: known([]) })],
    ],
    bad: [
      {
        what: 'many that merge',
        facts: facts({ segments: known([segments('clicks', { chunks: 100, segments: 900, excess: 800 })]) }),
        severity: 'warning',
        says: /clicks would have 800 segments fewer/,
        subject: 'clicks',
      },
      {
        what: 'some that merge',
        facts: facts({ segments: known([segments('clicks', { chunks: 10, segments: 60, excess: 50 })]) }),
        severity: 'info',
        says: /50 segments fewer/,
        subject: 'clicks',
      },
      {
        what: 'thousands of tiny chunks',
        facts: facts({ segments: known([segments('hours', { chunks: 9000, segments: 9000, bytes: GB })]) }),
        severity: 'warning',
        says: /thousands of segments/,
        subject: 'hours',
      },
    ],
    unknown: [['the broker is silent', facts({ segments: silent() })]],
  },
}
