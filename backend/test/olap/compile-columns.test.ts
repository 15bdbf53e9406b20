import t from 'tap'
import { compileColumns } from '../../src/olap/compile-columns.ts'

t.test('asks for the columns of a datasource and for none of its rows, whatever its name', (t) => {
  t.equal(compileColumns('sales'), 'select * from "druid"."sales" limit 0')
  t.equal(compileColumns('a "b".c'), 'select * from "druid"."a ""b"".c" limit 0')
  t.end()
})
