import { ProductError } from '@nemeton/contract'
import t from 'tap'
import { requireReading } from '../../../src/features/sql/statement.ts'
import { hostile, legal } from './statements.ts'

const reading: readonly string[] = [
  'SELECT 1',
  'select 1;',
  '  \n\tSELECT 1 ;  ',
  '(SELECT 1)',
  '((SELECT 1) UNION ALL (SELECT 2))',
  'WITH a AS (SELECT 1) SELECT * FROM a',
  'EXPLAIN PLAN FOR SELECT 1',
  'explain plan for (SELECT 1)',
  'EXPLAIN PLAN FOR WITH a AS (SELECT 1) SELECT * FROM a',
  '-- a note\nSELECT 1 -- another; one\n',
  '/* INSERT INTO a; */ SELECT 1 /* end */',
  `SELECT 'DROP; DELETE', "INSERT;" FROM "a;b"`,
  `SELECT 'it''s; fine'`,
  `SELECT "a"";b" FROM t`,
  `SELECT U&'\\0041;' FROM t`,
  "SELECT * FROM sys.servers WHERE server = 'x;y'",
]
t.test('a hundred of each and more', async (t) => {
  t.ok(new Set(hostile).size >= 100, `${new Set(hostile).size} hostile ones`)
  t.ok(new Set(legal('sales')).size >= 100, `${new Set(legal('sales')).size} legal ones`)
})

for (const sql of [...reading, ...legal('sales')]) {
  t.test(`lets ${JSON.stringify(sql)} pass`, async (t) => t.doesNotThrow(() => requireReading(sql)))
}

const closed: readonly [given: string, sent: string][] = [
  ['SELECT 1', 'SELECT 1'],
  ['SELECT 1;', 'SELECT 1'],
  ['SELECT 1 ; -- the end;\n', 'SELECT 1  -- the end;\n'],
  ["SELECT ';'", "SELECT ';'"],
  ['SELECT 1 /* ; */', 'SELECT 1 /* ; */'],
  ['SELECT "a;" /* ; */;/* ; */', 'SELECT "a;" /* ; *//* ; */'],
]
for (const [given, sent] of closed)
  t.test(`sends ${JSON.stringify(given)} without what closes it`, async (t) => t.equal(requireReading(given), sent))

const refused: readonly string[] = [
  '',
  ';',
  '-- nothing',
  '/* nothing */',
  '/* open SELECT 1',
  'INSERT INTO a SELECT 1 PARTITIONED BY ALL',
  'REPLACE INTO a OVERWRITE ALL SELECT 1 PARTITIONED BY ALL',
  'EXPLAIN PLAN FOR INSERT INTO a SELECT 1 PARTITIONED BY ALL',
  'EXPLAIN PLAN FOR REPLACE INTO a OVERWRITE ALL SELECT 1 PARTITIONED BY ALL',
  'EXPLAIN SELECT 1',
  'EXPLAIN PLAN SELECT 1',
  'EXPLAIN',
  'SET timeout = 1; SELECT 1',
  'SELECT 1; SELECT 2',
  'SELECT 1;;',
  "SELECT 'a'; INSERT INTO a SELECT 1 PARTITIONED BY ALL",
  'SELECT 1 /* */; /* */ DROP TABLE a',
  "SELECT 'a''; SELECT 1'; SELECT 2",
  'DROP TABLE a',
  'DELETE FROM a',
  'UPDATE a SET b = 1',
  'ALTER SYSTEM SET a = 1',
  'CALL a()',
  'VALUES (1)',
  '(INSERT INTO a SELECT 1)',
  '/* SELECT */ INSERT INTO a SELECT 1',
  'SELECTED',
  '"SELECT" 1',
  '{"query": "SELECT 1"}',
]
for (const sql of [...refused, ...hostile]) {
  t.test(`refuses ${JSON.stringify(sql)} and says what it takes`, async (t) => {
    try {
      requireReading(sql)
      t.fail('it passed')
    } catch (error) {
      t.ok(error instanceof ProductError)
      t.match(error, { code: 'invalid_query', message: /SELECT, WITH or EXPLAIN PLAN FOR/ })
    }
  })
}

t.test('judges a hostile statement of a hundred thousand signs', async (t) => {
  for (const sign of ['(', "'", '"', '/*', '--', ';', 'a ', "''", '-', 'U&"', 'table(', '""'])
    t.throws(() => requireReading(sign.repeat(Math.floor(100_000 / sign.length))), { code: 'invalid_query' }, sign)
})
