import t from 'tap'
import { environmentOf, parseJvmConfig, parseProperties } from '../properties.ts'

t.test('reads properties, without comments and blank lines', async (t) => {
  const properties = parseProperties('# why\n\na.b=1\n c = x=y \n')
  t.same(
    [...properties],
    [
      ['a.b', '1'],
      ['c', 'x=y'],
    ],
  )
  t.throws(() => parseProperties('no equals sign'), /not a property/)
})

t.test('reads one flag a line', async (t) => {
  t.same(parseJvmConfig('-Xmx1g\n\n# why\n-Dx=y\n'), ['-Xmx1g', '-Dx=y'])
})

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: Druid writes its variables like this
t.test('finds the variables that properties read', async (t) => {
  const needs = environmentOf(
    parseProperties(
      [
        'a=${env:PORT}',
        'b=[{"path":"${env:FOLDER:-var}/x","max":"${env:SIZE}"}]',
        'c={"type":"environment","variable":"SECRET"}',
        'd=plain',
      ].join('\n'),
    ),
  )
  t.same(needs, { required: ['PORT', 'SECRET', 'SIZE'], optional: ['FOLDER'] })
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: Druid writes its variables like this
