import { ProductError } from '@nemeton/contract'
import t from 'tap'
import type { Ports } from '../../src/ports/ports.ts'
import { createDatasourceReader } from '../../src/queries/datasource-reader.ts'

type Druid = Pick<Ports['druid'], 'arrays' | 'rows'>

const header = [
  ['__time', 'branch', 'amount', 'buyers'],
  ['TIMESTAMP', 'VARCHAR', 'DOUBLE', 'OTHER'],
]
const refused = new ProductError('druid_rejected', "Druid refused: Object 'sales' not found within 'druid'")

function columnsFrom(druid: Partial<Druid>) {
  const database = { ingestions: { latestQueryable: async () => [] } } as unknown as Ports['database']
  return createDatasourceReader({ druid: druid as Ports['druid'], database }).columns('sales')
}

t.test('reads columns and their types from the header of a statement that runs nothing', async (t) => {
  const found = await columnsFrom({ arrays: async () => header })
  t.same(
    found?.map(({ name, type, role }) => `${name} ${type} ${role}`),
    ['__time timestamp time', 'branch string dimension', 'amount double measure', 'buyers complex dimension'],
  )
})

t.test('asks the list of all columns about what Druid refuses to plan', async (t) => {
  const arrays = () => Promise.reject(refused)
  t.equal(await columnsFrom({ arrays, rows: async () => [] }), null, 'not there')
  const listed = await columnsFrom({ arrays, rows: async () => [{ name: 'branch', type: 'VARCHAR' }] })
  t.match(listed, [{ name: 'branch', type: 'string' }])
})

t.test('passes on that Druid is away', async (t) => {
  const arrays = () => Promise.reject(new ProductError('druid_unavailable', 'Druid does not answer.'))
  await t.rejects(columnsFrom({ arrays }), { code: 'druid_unavailable' })
})
