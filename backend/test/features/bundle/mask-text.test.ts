import t from 'tap'
import { maskText } from '../../../src/features/bundle/mask-text.ts'

const rows: readonly [text: string, masked: string][] = [
  ['password=hunter2', 'password=***'],
  ['password = hunter2, user = me', 'password = ***, user = me'],
  ['PGPASSWORD=hunter2 psql', 'PGPASSWORD=*** psql'],
  ["password 'hunter2' is not named", "password 'hunter2' is not named"],
  ["host=db password='hun ter2' user=me", "host=db password='***' user=me"],
  ['{"password":"hunter2","user":"me"}', '{"password":"***","user":"me"}'],
  ['{"password":"hun\\"ter2","user":"me"}', '{"password":"***","user":"me"}'],
  ['said {\\"secretKey\\":\\"hunter2\\",\\"user\\":\\"me\\"}', 'said {\\"secretKey\\":\\"***\\",\\"user\\":\\"me\\"}'],
  ['{"password":{"type":"default","password":"hunter2"}}', '{"password":{***}}'],
  ['S3InputSource{accessKeyId=abc, secretAccessKey=hunter2}', 'S3InputSource{accessKeyId=***, secretAccessKey=***}'],
  ['Secret Access Key: hunter2', 'Secret Access Key: ***'],
  ['x-api-key: hunter2', 'x-api-key: ***'],
  ['{"tokens":["hunter2","other"],"rows":[1]}', '{"tokens":[***],"rows":[1]}'],
  ['headers {Authorization=[Bearer hunter2], Accept=[*]}', 'headers {Authorization=[***], Accept=[*]}'],
  ['credentials: {user: me\nnext', 'credentials: {***\nnext'],
  ['<db-password>hunter2</db-password><a>b</a>', '<db-password>***</db-password><a>b</a>'],
  ['psql --password hunter2 --host db', 'psql --password *** --host db'],
  ['java -Ddruid.s3.secretKey=hunter2 -Xmx1g', 'java -Ddruid.s3.secretKey=*** -Xmx1g'],
  ['Authorization: Bearer abc.def, user me\nnext line', 'Authorization: ***\nnext line'],
  ['Cookie: a=1; b=2\nnext', 'Cookie: ***\nnext'],
  ['asked with Bearer abcdef123 and failed', 'asked with Bearer *** and failed'],
  ['Basic bWU6aHVudGVyMg==', 'Basic ***'],
  ['Basic cluster tuning, Basic authentication.', 'Basic cluster tuning, Basic authentication.'],
  ['postgres://me:hunter2@db:5432/nemeton', 'postgres://***@db:5432/nemeton'],
  ['postgres://me:hun/ter@2@db:5432/nemeton', 'postgres://***@db:5432/nemeton'],
  ['at http://token@host/path and on', 'at http://***@host/path and on'],
  ['jdbc:postgresql://db/x?user=me&password=hunter2&ssl=true', 'jdbc:postgresql://db/x?user=me&password=***&ssl=true'],
  [
    'https://s3/b/k?X-Amz-Signature=abc&X-Amz-Credential=def&list-type=2',
    'https://s3/b/k?X-Amz-Signature=***&X-Amz-Credential=***&list-type=2',
  ],
  ['Server=db;Password=hunter2;Database=x', 'Server=db;Password=***;Database=x'],
  ['key AKIAIOSFODNN7EXAMPLE was refused', 'key *** was refused'],
  ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-def', '***'],
  ['ghp_0123456789abcdef0123456789abcdef0123', '***'],
  ['a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nb', 'a\n***\nb'],
  ['"-----BEGIN CERTIFICATE-----\\nMIIE\\n-----END CERTIFICATE-----\\n"', '"***\\n"'],
  ['a -----BEGIN PRIVATE KEY-----\nMIIE and cut off', 'a ***'],
  // what is none stays
  ['SELECT shop, SUM(amount) FROM sales WHERE time >= 2025', 'SELECT shop, SUM(amount) FROM sales WHERE time >= 2025'],
  ['"nullTokens":["NA"]', '"nullTokens":["NA"]'],
  ['Unexpected token at 5', 'Unexpected token at 5'],
  ['passed: 5, author: me', 'passed: 5, author: me'],
  ['http://127.0.0.1:8888/status answers', 'http://127.0.0.1:8888/status answers'],
  ['2025-01-01T00:00:00Z/2025-02-01T00:00:00Z', '2025-01-01T00:00:00Z/2025-02-01T00:00:00Z'],
  ['mail me@example.org', 'mail me@example.org'],
  ['', ''],
]
for (const [text, masked] of rows) {
  t.test(`makes of ${JSON.stringify(text).slice(0, 70)}`, async (t) => {
    t.equal(maskText(text, []), masked)
  })
}

t.test('gets through long texts of any kind', async (t) => {
  for (const unit of [
    'a',
    '"',
    '\\',
    ' ',
    '=',
    'password="',
    'a=',
    'x://',
    'x://a:',
    '-----BEGIN A-----',
    'Bearer ',
    'eyJ',
  ])
    t.ok(maskText(unit.repeat(100_000), []).length > 0, unit)
})
