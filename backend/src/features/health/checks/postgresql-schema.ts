import { type Check, cannotTell, judged } from './check.ts'
import { overInstances } from './of-instances.ts'

const source = 'SELECT max(name) FROM kysely_migration'

export const postgresqlSchema: Check = {
  name: 'postgresql-schema',
  title: 'The database schema fits the service',
  group: 'storage',
  page: null,
  isOfInstances: true,
  judge: (facts) =>
    overInstances(facts, source, (instances) => {
      const [first] = instances
      const known = instances.flatMap(({ id, database }) =>
        database.kind === 'known' ? [{ id, ...database.value.migration }] : [],
      )
      if (known.length === 0 && first?.database.kind === 'unknown') return cannotTell(first.database, source)
      const behind = known.filter(({ applied, newest }) => (applied ?? '') < newest)
      const ahead = known.filter(({ applied, newest }) => (applied ?? '') > newest)
      const evidence = [
        { label: 'applied', value: known[0]?.applied ?? null },
        ...known.slice(0, 5).map(({ id, newest }) => ({ label: `${id} knows`, value: newest })),
      ]
      if (behind.length > 0)
        return judged('critical', {
          sentence: `The database stands at ${behind[0]?.applied ?? 'nothing'} and ${behind[0]?.id} needs ${behind[0]?.newest}.`,
          source,
          subjects: behind.map(({ id }) => id),
          evidence,
          remedy:
            'An instance that starts brings the schema up to date: start one anew, or run `make migrate`, and read its log.',
        })
      if (ahead.length > 0)
        return judged('warning', {
          sentence: `The database stands at ${ahead[0]?.applied}, newer than what ${ahead[0]?.id} knows.`,
          source,
          subjects: ahead.map(({ id }) => id),
          evidence,
          remedy: 'Bring that instance to the version of the others.',
        })
      return judged('ok', { sentence: `The database stands at ${known[0]?.applied}, as it should.`, source, evidence })
    }),
}
