import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { generateSales } from '../../../../ingestion-specs/examples/sales/generate.ts'
import { exampleDefault, exampleSpec, examples, folderOf } from '../../../../ingestion-specs/specs.ts'

for (const example of examples) {
  t.test(`${example.name}/spec.json is what its plan.json asks for`, async (t) => {
    t.equal(readFileSync(join(folderOf(example.name), 'spec.json'), 'utf8'), exampleSpec(example))
  })
}

t.test("the default spec beside ours is the same data in Druid's own shape", async (t) => {
  const standards = examples.flatMap((example) => exampleDefault(example) ?? [])
  t.same(standards, [readFileSync(join(folderOf('sales'), 'default-spec.json'), 'utf8')])
  t.notMatch(standards[0], /intervals|maxRowsInMemory|splitHintSpec/)
})

const sample = join(folderOf('sales'), 'sample.csv')
t.test('the sales sample is what its generator makes, byte for byte, and small', async (t) => {
  t.ok(readFileSync(sample, 'utf8') === generateSales())
  t.ok(statSync(sample).size <= 2_000_000)
})
