import t from 'tap'
import { nameIn } from '../src/api/download.ts'

t.test('takes the name of a file from its head', async (t) => {
  t.equal(nameIn('attachment; filename="sales.csv"'), 'sales.csv')
  t.equal(nameIn('attachment; filename=sales.csv'), 'sales.csv')
  t.equal(nameIn(`attachment; filename="x.csv"; filename*=UTF-8''caf%C3%A9.csv`), 'café.csv')
  t.equal(nameIn('attachment'), null)
  t.equal(nameIn(null), null)
})
