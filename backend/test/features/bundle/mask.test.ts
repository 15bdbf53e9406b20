import t from 'tap'
import { configuredSecrets } from '../../../src/features/bundle/configured-secrets.ts'
import { mask } from '../../../src/features/bundle/mask.ts'
import { secretForms } from '../../../src/features/bundle/secret-forms.ts'
import { isSecretName } from '../../../src/features/bundle/secret-names.ts'

const names: readonly [name: string, secret: boolean][] = [
  ['password', true],
  ['DB_PASSWORD', true],
  ['dbPassword', true],
  ['PGPASSWORD', true],
  ['userpasswd', true],
  ['secretAccessKey', true],
  ['AWS_ACCESS_KEY_ID', true],
  ['accesskeyid', true],
  ['key id', true],
  ['x-api-key', true],
  ['apiKey', true],
  ['METRICS_TOKEN', true],
  ['tokens', true],
  ['Authorization', true],
  ['proxy-authorization', true],
  ['set-cookie', true],
  ['credentials', true],
  ['druid.s3.secretKey', true],
  ['sasl.jaas.config', true],
  ['privateKey', true],
  ['sessionId', true],
  ['ALERT_WEBHOOKS', true],
  ['nullTokens', false],
  ['monkeyId', false],
  ['passed', false],
  ['author', false],
  ['key', false],
  ['keyColumns', false],
  ['design', false],
  ['datasource', false],
  ['compass', false],
]
for (const [name, secret] of names) {
  t.test(`takes ${name} for the name of ${secret ? 'a secret' : 'no secret'}`, async (t) => {
    t.equal(isSecretName(name), secret)
  })
}

const values: readonly [value: unknown, masked: unknown][] = [
  [
    { password: 'hunter2', user: 'me' },
    { password: '***', user: 'me' },
  ],
  [{ a: [{ b: { secretKey: { type: 'default', password: 'x' } } }] }, { a: [{ b: { secretKey: '***' } }] }],
  [
    { token: null, hasToken: true, tokens: 5 },
    { token: null, hasToken: true, tokens: '***' },
  ],
  [{ headers: [{ name: 'Cookie', value: 'a=b' }] }, { headers: [{ name: 'Cookie', value: '***' }] }],
  [
    { name: 'Accept', value: 'text/csv' },
    { name: 'Accept', value: 'text/csv' },
  ],
  [['Bearer abcdef123'], ['Bearer ***']],
  [{ 'hunter2 in a name': 1 }, { '*** in a name': 1 }],
  [{ text: '{"password":"other"}' }, { text: '{"password":"***"}' }],
  [{ at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
  [
    [1, 'x', null, true, undefined],
    [1, 'x', null, true, undefined],
  ],
]
for (const [value, masked] of values) {
  t.test(`masks ${JSON.stringify(value)}`, async (t) => {
    t.same(mask(value, secretForms(['hunter2'])), masked)
  })
}

t.test('finds a secret in every form that it may have in a text', async (t) => {
  const secret = 'hün"ter /2+&\\?é'
  const forms = secretForms([secret])
  const bytes = Buffer.from(secret)
  const texts = [
    secret,
    encodeURIComponent(secret),
    encodeURIComponent(secret).toLowerCase().replace('h', 'h'),
    new URLSearchParams({ x: secret }).toString(),
    JSON.stringify({ x: secret }),
    bytes.toString('hex'),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    ...['a', 'ab', 'abc', 'me:'].flatMap((before) => [
      Buffer.from(`${before}${secret}`).toString('base64'),
      Buffer.from(`${before}${secret} and more`).toString('base64url'),
    ]),
  ]
  for (const text of texts) t.match(mask(`before ${text} behind`, forms), /\*\*\*/, text)
})

t.test('leaves short words alone, which would be found everywhere', async (t) => {
  t.same(secretForms(['abc']), [])
  t.equal(mask('abcdef', secretForms(['abc'])), 'abcdef')
})

t.test('finds the secrets among the settings', async (t) => {
  const found = configuredSecrets({
    PORT: 4000,
    DATABASE_URL: 'postgres://me:p%40ss-word@db/nemeton?sslpassword=inner1',
    DRUID_URL: 'http://druid:8888',
    DRUID_PASSWORD: 'druid-pass',
    METRICS_TOKEN: null,
    S3_ACCESS_KEY_ID: 'AKIA',
    OTEL_EXPORTER_OTLP_HEADERS: { authorization: 'Bearer collector-token', 'x-org': 'me' },
    ALLOWED_HOSTS: ['nemeton.example'],
  })
  t.same(
    new Set(found),
    new Set([
      'p%40ss-word',
      'p@ss-word',
      'inner1',
      'druid-pass',
      'AKIA',
      'Bearer collector-token',
      'collector-token',
      'me',
    ]),
  )
})
