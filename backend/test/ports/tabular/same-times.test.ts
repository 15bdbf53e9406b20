import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { clockOf, type LocalClock } from '../../../src/olap/tabular/local-clock.ts'
import { normalize } from '../../../src/olap/tabular/normalize.ts'
import { ruleForFormat, type TimeRule } from '../../../src/olap/tabular/times.ts'
import { inferRules } from '../../../src/olap/tabular/types.ts'
import { findZone } from '../../../src/olap/time.ts'
import { type Engine, withEngine } from '../../../src/ports/tabular/engine.ts'
import { literal } from '../../../src/ports/tabular/literal.ts'
import { typedRelation } from '../../../src/ports/tabular/relation.ts'
import type { Source } from '../../../src/ports/tabular/source.ts'

const scratch = await mkdtemp(join(tmpdir(), 'times-'))
t.teardown(() => rm(scratch, { recursive: true }))
const overEngine = <T>(work: (engine: Engine) => Promise<T>): Promise<T> =>
  withEngine({ memoryMb: 128, scratch, folders: [scratch], ordered: true }, new AbortController().signal, work)

/** What staging makes of texts: milliseconds, or null where they do not fit. */
const staged = async (
  engine: Engine,
  rule: TimeRule,
  texts: readonly string[],
  clock: LocalClock | null,
): Promise<(number | null)[]> => {
  const rows = texts.map((text, n) => `(${n}, ${literal(text)})`).join(', ')
  const source = { from: `(VALUES ${rows}) AS file(line_, c0)`, cells: ['c0'], located: false } as unknown as Source
  const relation = typedRelation(source, [{ index: 0, name: 'at', readings: [rule] }], clock)
  const found = await engine.rows(`SELECT x0, v0_0 FROM ${relation}`)
  const values = new Map(found.map((row) => [String(row.x0), row.v0_0 === null ? null : Number(row.v0_0)]))
  return texts.map((text) => values.get(text) ?? null)
}

const pure = (rule: TimeRule, text: string, clock: LocalClock | null): number | null => {
  const value = normalize(text, rule, clock)
  return typeof value === 'number' ? value : null
}

const shown = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

const ruleOf = (format: string): TimeRule => {
  const rule = ruleForFormat(format)
  if (rule === null) throw new Error(`${format} is not understood`)
  return rule
}

type Times = readonly [text: string, instant: string | null]
const written: readonly [format: string, times: readonly Times[]][] = [
  [
    "xxxx-'W'ww",
    [
      ['2024-W05', '2024-01-29T00:00:00.000Z'],
      ['2024-W1', '2024-01-01T00:00:00.000Z'],
      ['2020-W53', '2020-12-28T00:00:00.000Z'],
      ['2021-W01', '2021-01-04T00:00:00.000Z'],
      ['2024-W53', null],
      ['2024-W00', null],
      ['2024-W05-3', null],
    ],
  ],
  [
    "xxxx-'W'ww-e",
    [
      ['2024-W05-3', '2024-01-31T00:00:00.000Z'],
      ['2020-W53-7', '2021-01-03T00:00:00.000Z'],
      ['2024-W05-8', null],
      ['2024-W53-3', null],
      [' 2024-W05-1 ', '2024-01-29T00:00:00.000Z'],
    ],
  ],
  ["xxxx'W'wwe", [['2024W053', '2024-01-31T00:00:00.000Z']]],
  [
    "yyyy-'Q'Q",
    [
      ['2024-Q1', '2024-01-01T00:00:00.000Z'],
      ['2024-Q4', '2024-10-01T00:00:00.000Z'],
      ['2024-Q5', null],
      ['2024-Q0', null],
      ['0300-Q1', null],
    ],
  ],
  ["'Q'Q yyyy", [['Q3 1999', '1999-07-01T00:00:00.000Z']]],
  ["yyyy'Q'Q", [['2024Q2', '2024-04-01T00:00:00.000Z']]],
  [
    'yyyy-MM-dd HH:mm:ss.SSS',
    [
      ['2024-01-01 00:00:00.5', '2024-01-01T00:00:00.500Z'],
      ['2024-01-01 00:00:00.123456', '2024-01-01T00:00:00.123Z'],
      ['2024-01-01 00:00:00.1234567', '2024-01-01T00:00:00.123Z'],
      ['2024-01-01 00:00:00.999999999', '2024-01-01T00:00:00.999Z'],
      ['1950-01-01 00:00:00.9995', '1950-01-01T00:00:00.999Z'],
      ['1950-01-01 00:00:00.000000001', '1950-01-01T00:00:00.000Z'],
      ['2024-01-01 00:00:00.x', null],
    ],
  ],
  [
    'iso',
    [
      ['2024-01-01T00:00:00.123456789Z', '2024-01-01T00:00:00.123Z'],
      ['2024-01-01T00:00:00.999999999+02:00', '2023-12-31T22:00:00.999Z'],
      ['2024-01-01T00:00:00.999999999-0330', '2024-01-01T03:30:00.999Z'],
      ['2024-02-30T00:00:00Z', null],
      ['2024-02-30T00:00:00+02:00', null],
      ['2024-02-30T00:00:00', null],
      ['2023-02-29T00:00:00.123456789-05', null],
      ['2024-02-29T23:59:59.123456789-05', '2024-03-01T04:59:59.123Z'],
      ['2024-04-31 10:00+00', null],
      ['2024-01-01T23:59:60Z', null],
      ['0999-12-31', null],
      ['9999-12-31', '9999-12-31T00:00:00.000Z'],
    ],
  ],
  [
    'posix',
    [
      ['1704067200', '2024-01-01T00:00:00.000Z'],
      ['1704067200.123999999', '2024-01-01T00:00:00.123Z'],
      ['1704067200.57', '2024-01-01T00:00:00.570Z'],
      ['-1.0005', '1969-12-31T23:59:58.999Z'],
      ['1e9', null],
      ['1_000', null],
      ['0x10', null],
      ['NaN', null],
      ['9999999999999999999', null],
    ],
  ],
  [
    'millis',
    [
      ['1704067200123', '2024-01-01T00:00:00.123Z'],
      ['1704067200123.9', '2024-01-01T00:00:00.123Z'],
      ['-1', '1969-12-31T23:59:59.999Z'],
      [' 1704067200123 ', '2024-01-01T00:00:00.123Z'],
      ['253402300800000', null],
    ],
  ],
  [
    'micro',
    [
      ['1704067200123999', '2024-01-01T00:00:00.123Z'],
      ['-1', '1969-12-31T23:59:59.999Z'],
    ],
  ],
  [
    'nano',
    [
      ['1704067200123999999', '2024-01-01T00:00:00.123Z'],
      ['1704067200123000000.0', '2024-01-01T00:00:00.123Z'],
    ],
  ],
  [
    'M/d/yyyy h:mm:ss a',
    [
      ['1/31/2024 12:00:00 AM', '2024-01-31T00:00:00.000Z'],
      ['1/31/2024 12:5:07 pm', '2024-01-31T12:05:07.000Z'],
      ['1/31/2024 13:00:00 PM', null],
      ['1/31/2024 0:30:00 AM', null],
    ],
  ],
  [
    'dd.MM.yy',
    [
      ['31.12.68', '2068-12-31T00:00:00.000Z'],
      ['31.12.69', '1969-12-31T00:00:00.000Z'],
    ],
  ],
  [
    'dd/MMM/yyyy:HH:mm:ss ZZ',
    [
      ['10/Oct/2000:13:55:36 -0700', '2000-10-10T20:55:36.000Z'],
      ['31/Oct/2000:23:55:36 -0700', '2000-11-01T06:55:36.000Z'],
      ['31/Nov/2000:13:55:36 -0700', null],
    ],
  ],
  ['EEE, dd MMM yyyy', [['Wed, 31 Jan 2024', '2024-01-31T00:00:00.000Z']]],
  [
    'yyyyMMddHHmmss',
    [
      ['20240131101500', '2024-01-31T10:15:00.000Z'],
      ['2024013110', null],
    ],
  ],
]

t.test('staging and the sample read the same texts as the same times', (t) =>
  overEngine(async (engine) => {
    for (const [format, times] of written) {
      const texts = times.map(([text]) => text)
      const wanted = times.map(([, instant]) => instant)
      const rule = ruleOf(format)
      t.same((await staged(engine, rule, texts, null)).map(shown), wanted, `staged as ${format}`)
      t.same(
        texts.map((text) => shown(pure(rule, text, null))),
        wanted,
        `sampled as ${format}`,
      )
    }
  }),
)

const zoned: readonly [zone: string, format: string, times: readonly Times[]][] = [
  [
    'America/New_York',
    'yyyy-MM-dd HH:mm:ss',
    [
      ['2024-03-10 01:59:59', '2024-03-10T06:59:59.000Z'],
      ['2024-03-10 02:30:00', '2024-03-10T07:30:00.000Z'],
      ['2024-03-10 03:00:00', '2024-03-10T07:00:00.000Z'],
      ['2024-11-03 00:59:59', '2024-11-03T04:59:59.000Z'],
      ['2024-11-03 01:30:00', '2024-11-03T05:30:00.000Z'],
      ['2024-11-03 02:00:00', '2024-11-03T07:00:00.000Z'],
    ],
  ],
  [
    'Europe/Berlin',
    'iso',
    [
      ['2024-03-31T02:30:00', '2024-03-31T01:30:00.000Z'],
      ['2024-03-31T02:30:00Z', '2024-03-31T02:30:00.000Z'],
      ['2024-10-27T02:30:00', '2024-10-27T00:30:00.000Z'],
      ['2024-10-27T02:30:00+01:00', '2024-10-27T01:30:00.000Z'],
    ],
  ],
  [
    'Australia/Lord_Howe',
    'iso',
    [
      ['2024-10-06T02:15:00', '2024-10-05T15:45:00.000Z'],
      ['2024-04-07T01:45:00', '2024-04-06T14:45:00.000Z'],
    ],
  ],
  [
    'Pacific/Apia',
    'iso',
    [
      ['2011-12-30T12:00:00', '2011-12-30T22:00:00.000Z'],
      ['2011-12-31T00:00:00', '2011-12-30T10:00:00.000Z'],
    ],
  ],
  [
    'America/Havana',
    'yyyy-MM-dd',
    [
      ['2024-03-10', '2024-03-10T05:00:00.000Z'],
      ['2024-11-03', '2024-11-03T04:00:00.000Z'],
    ],
  ],
  ['Africa/Nairobi', "yyyy-'Q'Q", [['2024-Q1', '2023-12-31T21:00:00.000Z']]],
  ['America/New_York', 'millis', [['1704067200123', '2024-01-01T00:00:00.123Z']]],
  ['America/New_York', 'iso', [['9999-12-31', '9999-12-31T05:00:00.000Z']]],
]

t.test('local times move forward out of a gap, and the hour that comes twice is the earlier one', (t) =>
  overEngine(async (engine) => {
    for (const [name, format, times] of zoned) {
      const clock = clockOf(findZone(name), Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
      const texts = times.map(([text]) => text)
      const wanted = times.map(([, instant]) => instant)
      t.same((await staged(engine, ruleOf(format), texts, clock)).map(shown), wanted, `staged in ${name}`)
      t.same(
        texts.map((text) => shown(pure(ruleOf(format), text, clock))),
        wanted,
        `sampled in ${name}`,
      )
    }
  }),
)

t.test('what is inferred from texts reads them, here and in staging', (t) =>
  overEngine(async (engine) => {
    const columns: readonly [format: string, texts: readonly string[]][] = [
      ["xxxx-'W'ww", ['2024-W05', '2024-W06']],
      ["xxxx-'W'ww-e", ['2024-W05-3', '2024-W06-1']],
      ["yyyy-'Q'Q", ['2024-Q1', '2023-Q4']],
      ["'Q'Q yyyy", ['Q1 2024', 'Q2 2024']],
      ["yyyy'Q'Q", ['2024Q1', '2024Q2']],
      ["yyyy'q'Q", ['2024q1', '2024q2']],
      ['iso', ['2024-01-01T00:00:00.123456789Z', '2024-01-01T00:00:00Z']],
      ['yyyy-MM-dd HH:mm:ss.SSS', ['2024-01-01 00:00:00.123456789', '2024-01-01 00:00:00.1']],
      ['micro', ['1704067200123999', '1704067200123998']],
      ['nano', ['1704067200123999999', '1704067200123999998']],
      ['posix', ['1704067200.123999999', '1704067201']],
    ]
    for (const [format, texts] of columns) {
      const [rule] = inferRules(texts, { name: 'created_at', decimal: '.' })
      t.match(rule, { type: 'timestamp', format })
      if (rule?.type !== 'timestamp') continue
      const values = texts.map((text) => pure(rule, text, null))
      t.notOk(values.includes(null), `${format} reads all`)
      t.same(await staged(engine, rule, texts, null), values, `${format} is staged as sampled`)
    }
  }),
)
