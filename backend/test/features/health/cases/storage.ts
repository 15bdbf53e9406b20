import type { InstanceFacts } from '../../../../src/features/health/collect/facts.ts'
import { facts, GB, instance, known, minute, notAsked, now, silent } from '../facts.ts'
import type { Cases } from './case.ts'

const of = (more: Partial<InstanceFacts>) => facts({ instances: [instance('one:4000', more)] })
const other = (more: Partial<InstanceFacts>) => facts({ instances: [instance('one:4000'), instance('two:4000', more)] })
const nobody: readonly [string, ReturnType<typeof facts>] = ['no instance tells', facts({ instances: [] })]
const well = instance().database
const database = (more: object): Partial<InstanceFacts> => ({
  database: well.kind === 'known' ? known({ ...well.value, ...more }) : well,
})
const orphans = (more: object) => {
  const found = { objects: 24, bytes: GB, orphans: 0, orphanBytes: 0, datasources: [], isWhole: true, at: now }
  return facts({ orphans: known({ ...found, ...more }) })
}

export const storageCases: Readonly<Record<string, Cases>> = {
  'object-store': {
    good: [['the round went well', facts()]],
    bad: [
      {
        what: 'it is silent',
        facts: of({ store: silent('The object store did not answer within 4 s.', true) }),
        severity: 'critical',
        says: /cannot be used from one:4000.*within 4 s/,
        subject: 'one:4000',
      },
      {
        what: 'the keys of one instance are wrong',
        facts: other({
          store: silent(
            'It failed to write: The object store refused the call: InvalidAccessKeyId. Check its credentials and bucket.',
          ),
        }),
        severity: 'critical',
        says: /from two:4000.*InvalidAccessKeyId/,
        subject: 'two:4000',
      },
      {
        what: 'it is slow',
        facts: of({ store: known({ writeMs: 1500, readMs: 900, listMs: 3, removeMs: 3, skewMs: 0 }) }),
        severity: 'warning',
        says: /took 2 s/,
        subject: 'one:4000',
      },
    ],
    unknown: [nobody, ['it was not asked yet', of({ store: notAsked })]],
  },
  'deep-storage-orphans': {
    good: [
      ['none', facts()],
      ['none so far', orphans({ isWhole: false })],
    ],
    bad: [
      {
        what: 'a few',
        facts: orphans({ orphans: 2, orphanBytes: 1000, datasources: ['sales'] }),
        severity: 'info',
        says: /2 objects of sales/,
        subject: 'sales',
      },
      {
        what: 'many',
        facts: orphans({ orphans: 9, orphanBytes: 0.4 * GB, datasources: ['sales'] }),
        severity: 'warning',
        says: /400 MB/,
        subject: 'sales',
      },
    ],
    unknown: [['it was not looked at yet', facts({ orphans: notAsked })]],
  },
  postgresql: {
    good: [['it answers', facts()]],
    bad: [
      {
        what: 'it is silent',
        facts: of({ database: silent('PostgreSQL did not answer within 4 s.', true) }),
        severity: 'critical',
        says: /does not answer one:4000/,
        subject: 'one:4000',
      },
      {
        what: 'it is slow',
        facts: of(database({ latencyMs: 900 })),
        severity: 'warning',
        says: /took 900 ms/,
        subject: 'one:4000',
      },
      {
        what: 'its connections are taken',
        facts: of(database({ connections: { used: 96, most: 100 } })),
        severity: 'warning',
        says: /96 of 100 connections/,
      },
    ],
    unknown: [nobody, ['it was not asked yet', of({ database: notAsked })]],
  },
  'postgresql-pool': {
    good: [
      ['nobody waits', facts()],
      ['one waits', of({ pool: { total: 10, idle: 0, waiting: 1, most: 10 } })],
    ],
    bad: [
      {
        what: 'many wait',
        facts: of({ pool: { total: 10, idle: 0, waiting: 30, most: 10 } }),
        severity: 'warning',
        says: /30 requests of one:4000 wait/,
        subject: 'one:4000',
      },
    ],
    unknown: [nobody],
  },
  'postgresql-schema': {
    good: [['it is up to date', facts()]],
    bad: [
      {
        what: 'it is behind',
        facts: of(database({ migration: { applied: '0009-views', newest: '0010-health' } })),
        severity: 'critical',
        says: /stands at 0009-views and one:4000 needs 0010-health/,
        subject: 'one:4000',
      },
      {
        what: 'it is ahead',
        facts: of(database({ migration: { applied: '0011-more', newest: '0010-health' } })),
        severity: 'warning',
        says: /newer than what one:4000 knows/,
        subject: 'one:4000',
      },
    ],
    unknown: [nobody, ['PostgreSQL is silent', of({ database: silent('PostgreSQL does not answer.') })]],
  },
  'postgresql-disk': {
    good: [
      ['room', facts()],
      ['its disk is elsewhere', of(database({ disk: null }))],
    ],
    bad: [
      {
        what: 'little room',
        facts: of(database({ disk: { freeBytes: 6 * GB, totalBytes: 100 * GB } })),
        severity: 'warning',
        says: /6\.0 GB \(6\.0 %\) of its disk are free/,
        subject: 'postgresql',
      },
      {
        what: 'hardly any',
        facts: of(database({ disk: { freeBytes: 0.3 * GB, totalBytes: 100 * GB } })),
        severity: 'critical',
        says: /300 MB/,
        subject: 'postgresql',
      },
    ],
    unknown: [nobody, ['PostgreSQL is silent', of({ database: silent('PostgreSQL does not answer.') })]],
  },
  'spool-disk': {
    good: [
      ['room', facts()],
      [
        'a small part of a large disk',
        of({ disk: known({ folder: '/spool', freeBytes: 50 * GB, totalBytes: 1000 * GB }) }),
      ],
    ],
    bad: [
      {
        what: 'little room',
        facts: of({ disk: known({ folder: '/spool', freeBytes: 8 * GB, totalBytes: 100 * GB }) }),
        severity: 'warning',
        says: /8\.0 GB \(8\.0 %\) are free in \/spool of one:4000/,
        subject: 'one:4000',
      },
      {
        what: 'hardly any',
        facts: of({ disk: known({ folder: '/spool', freeBytes: 0.1 * GB, totalBytes: 100 * GB }) }),
        severity: 'critical',
        says: /100 MB/,
        subject: 'one:4000',
      },
    ],
    unknown: [nobody, ['the folder is gone', of({ disk: silent('The disk did not answer.') })]],
  },
  'service-instances': {
    good: [
      ['all tell', other({})],
      ['two versions during an update', other({ version: '0.2.0' })],
    ],
    bad: [
      {
        what: 'one is silent',
        facts: other({ seenAt: now - 2 * minute }),
        severity: 'warning',
        says: /two:4000 \(for 2 minutes\) gives no sign of life/,
        subject: 'two:4000',
      },
    ],
    unknown: [nobody],
  },
}
