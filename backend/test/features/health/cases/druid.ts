import {
  facts,
  hour,
  known,
  memory,
  minute,
  notAsked,
  now,
  remembered,
  server,
  servers,
  silent,
  withServers,
} from '../facts.ts'
import type { Cases } from './case.ts'

const gone = { isUp: false, since: now - minute, seenAt: now - minute }
const two = server('historical', 9083)

export const druidCases: Readonly<Record<string, Cases>> = {
  'druid-services': {
    good: [
      ['all there', facts()],
      [
        'a middle manager instead of an indexer',
        facts({
          memory: memory({
            servers: [...servers.filter(({ role }) => role !== 'indexer'), server('middle_manager', 8091)].map((each) =>
              remembered(each),
            ),
          }),
        }),
      ],
    ],
    bad: [
      {
        what: 'the historical stopped',
        facts: facts({ memory: withServers({ historical: gone }) }),
        severity: 'critical',
        says: /no historical.*gone: historical druid:8083/i,
        subject: 'historical druid:8083',
      },
      {
        what: 'the indexer was killed',
        facts: facts({ memory: withServers({ indexer: gone }) }),
        severity: 'critical',
        says: /no worker/,
        subject: 'indexer druid:8091',
      },
      {
        what: 'one historical of two went away',
        facts: facts({
          memory: memory({ servers: [...servers.map((each) => remembered(each)), remembered(two, gone)] }),
        }),
        severity: 'warning',
        says: /1 service .*druid:9083 60 s ago/,
        subject: 'historical druid:9083',
      },
      {
        what: 'the broker is silent',
        facts: facts({ servers: silent() }),
        severity: 'critical',
        says: /broker does not tell/,
        subject: 'broker druid:8082',
      },
      {
        what: 'a role was never there',
        facts: facts({
          memory: memory({
            servers: servers.filter(({ role }) => role !== 'overlord').map((each) => remembered(each)),
          }),
        }),
        severity: 'critical',
        says: /no overlord/,
        subject: 'overlord',
      },
    ],
    unknown: [['nobody has looked yet', facts({ servers: notAsked })]],
  },
  'druid-answers': {
    good: [['each answers', facts()]],
    bad: [
      {
        what: 'the coordinator is late',
        facts: facts({ rules: silent("Druid's coordinator did not answer within 4 s.", true) }),
        severity: 'critical',
        says: /coordinator did not answer in time/,
        subject: 'coordinator',
      },
      {
        what: 'the broker refuses',
        facts: facts({ servers: silent() }),
        severity: 'critical',
        says: /broker did not answer as it should/,
        subject: 'broker',
      },
      {
        what: 'the router is slow',
        facts: facts({ status: known({ version: '33.0.0', extensions: [], skewMs: 0 }, 2500) }),
        severity: 'warning',
        says: /router took more than 2 s/,
        subject: 'router',
      },
    ],
    unknown: [
      [
        'nobody has asked yet',
        facts({
          servers: notAsked,
          status: notAsked,
          rules: notAsked,
          workers: notAsked,
          segments: notAsked,
          tasks: notAsked,
        }),
      ],
    ],
  },
  'druid-flapping': {
    good: [
      ['none started anew', facts()],
      ['one started anew twice', facts({ memory: withServers({ broker: { starts: [now - minute, now] } }) })],
    ],
    bad: [
      {
        what: 'one came and went',
        facts: facts({
          memory: withServers({ historical: { starts: [now - 3 * minute, now - 2 * minute, now - minute] } }),
        }),
        severity: 'warning',
        says: /historical druid:8083 came and went 3 times/,
        subject: 'historical druid:8083',
      },
    ],
    unknown: [['the broker is silent', facts({ servers: silent() })]],
  },
  'druid-leaders': {
    good: [['both lead', facts()]],
    bad: [
      {
        what: 'no overlord leads',
        facts: facts({
          memory: memory({
            leaders: { ...memory().leaders, overlord: { server: null, since: now - minute, changes: [] } },
          }),
        }),
        severity: 'critical',
        says: /No overlord leads, for 60 s/,
        subject: 'overlord',
      },
      {
        what: 'the coordinator changes',
        facts: facts({
          memory: memory({
            leaders: {
              ...memory().leaders,
              coordinator: { server: 'druid:8081', since: now, changes: [now - hour / 2, now - minute, now] },
            },
          }),
        }),
        severity: 'warning',
        says: /leader of the coordinators changed 3 times/,
        subject: 'coordinator',
      },
    ],
    unknown: [['the broker is silent', facts({ servers: silent() })]],
  },
  'druid-versions': {
    good: [
      ['one version', facts()],
      ['one did not tell', facts({ servers: known([...servers, server('broker', 9082, { version: null })]) })],
    ],
    bad: [
      {
        what: 'one is older',
        facts: facts({ servers: known([...servers, server('broker', 9082, { version: '32.0.1' })]) }),
        severity: 'warning',
        says: /2 versions: 32\.0\.1, 33\.0\.0/,
        subject: 'broker druid:9082',
      },
    ],
    unknown: [
      ['the broker is silent', facts({ servers: silent() })],
      ['none tells', facts({ servers: known(servers.map((each) => ({ ...each, version: null }))) })],
    ],
  },
  'druid-extensions': {
    good: [['all there', facts()]],
    bad: [
      {
        what: 'no S3',
        facts: facts({ status: known({ version: '33.0.0', extensions: ['druid-datasketches'], skewMs: 0 }) }),
        severity: 'critical',
        says: /lacks druid-s3-extensions/,
        subject: 'druid-s3-extensions',
      },
      {
        what: 'no sketches',
        facts: facts({ status: known({ version: '33.0.0', extensions: ['druid-s3-extensions'], skewMs: 0 }) }),
        severity: 'warning',
        says: /lacks druid-datasketches/,
        subject: 'druid-datasketches',
      },
    ],
    unknown: [['the router is silent', facts({ status: silent() })]],
  },
}
