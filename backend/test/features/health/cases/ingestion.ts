import { facts, hour, known, minute, now, silent, task } from '../facts.ts'
import type { Cases } from './case.ts'

const waiting = (ageMs: number) => task('waits', { state: 'pending', createdAt: now - ageMs, endedAt: null })
const worker = (used: number, isEnabled = true) => known([{ host: 'druid:8091', capacity: 4, used, isEnabled }])
const failed = (id: string, more = {}) =>
  task(id, { state: 'failed', error: `Cannot read row 12 of s3://bucket/${id}.csv`, endedAt: now - minute, ...more })
const run = (status: string, ageMs: number) => ({
  id: `run-${status}`,
  datasource: 'sales',
  status,
  filename: 'sales.csv',
  changedAt: new Date(now - ageMs),
})

export const ingestionCases: Readonly<Record<string, Cases>> = {
  'task-slots': {
    good: [
      ['slots are free', facts()],
      ['all taken and nobody waits', facts({ workers: worker(4) })],
      ['one has just come', facts({ workers: worker(4), tasks: known([waiting(minute)]) })],
    ],
    bad: [
      { what: 'no worker', facts: facts({ workers: known([]) }), severity: 'critical', says: /no slot for tasks/ },
      {
        what: 'the only worker is disabled',
        facts: facts({ workers: worker(0, false) }),
        severity: 'critical',
        says: /no slot for tasks/,
      },
      {
        what: 'one waits for a slot',
        facts: facts({ workers: worker(4), tasks: known([waiting(5 * minute)]) }),
        severity: 'warning',
        says: /1 task waits, the oldest for 5 minutes, and all 4 slots are taken/,
        subject: 'waits',
      },
      {
        what: 'one waits for long',
        facts: facts({ workers: worker(2), tasks: known([waiting(hour)]) }),
        severity: 'critical',
        says: /with 2 of 4 slots taken/,
        subject: 'waits',
      },
    ],
    unknown: [
      ['the overlord is silent', facts({ workers: silent() })],
      ['tasks are not known', facts({ tasks: silent() })],
    ],
  },
  'tasks-failing': {
    good: [
      ['none failed', facts()],
      ['made good by a later one', facts({ tasks: known([failed('a'), task('b', { createdAt: now - minute })]) })],
      ['long ago', facts({ tasks: known([failed('a', { endedAt: now - 16 * minute })]) })],
      ['ended by a person', facts({ tasks: known([failed('a', { error: 'Shutdown request from user' })]) })],
      ['a part of another', facts({ tasks: known([failed('a', { groupId: 'parent' })]) })],
    ],
    bad: [
      {
        what: 'one failed',
        facts: facts({ tasks: known([failed('a')]) }),
        severity: 'warning',
        says: /1 task of sales failed within 15 minutes: Cannot read row … of/,
        subject: 'a',
      },
      {
        what: 'one went well before',
        facts: facts({ tasks: known([failed('a'), task('b', { createdAt: now - hour })]) }),
        severity: 'warning',
        says: /failed/,
        subject: 'a',
      },
      {
        what: 'many failed',
        facts: facts({ tasks: known(['a1', 'a2', 'a3', 'a4', 'a5'].map((id) => failed(id))) }),
        severity: 'critical',
        says: /5 tasks of sales failed within 15 minutes: /,
      },
    ],
    unknown: [['the broker is silent', facts({ tasks: silent() })]],
  },
  'ingestion-lag': {
    good: [
      ['none', facts()],
      ['one goes on', facts({ runs: known([run('running', minute)]) })],
      ['one waits behind another', facts({ runs: known([run('queued', hour), run('running', minute)]) })],
    ],
    bad: [
      {
        what: 'one stands still',
        facts: facts({ runs: known([run('loading', 6 * minute)]) }),
        severity: 'warning',
        says: /into sales has stood still for 6 minutes, loading/,
        subject: 'run-loading',
      },
      {
        what: 'one waits behind nothing',
        facts: facts({ runs: known([run('queued', hour)]) }),
        severity: 'critical',
        says: /stood still/,
        subject: 'run-queued',
      },
    ],
    unknown: [['PostgreSQL is silent', facts({ runs: silent('PostgreSQL does not answer.') })]],
  },
  supervisors: {
    good: [
      ['well', facts()],
      ['none', facts({ supervisors: known([]) })],
      [
        'suspended',
        facts({
          supervisors: known([{ id: 'clicks', state: 'SUSPENDED', isHealthy: false, isSuspended: true, source: null }]),
        }),
      ],
    ],
    bad: [
      {
        what: 'not well',
        facts: facts({
          supervisors: known([
            { id: 'clicks', state: 'UNABLE_TO_CONNECT_TO_STREAM', isHealthy: false, isSuspended: false, source: null },
          ]),
        }),
        severity: 'critical',
        says: /clicks \(UNABLE_TO_CONNECT_TO_STREAM\) is not well/,
        subject: 'clicks',
      },
    ],
    unknown: [['the broker is silent', facts({ supervisors: silent() })]],
  },
}
