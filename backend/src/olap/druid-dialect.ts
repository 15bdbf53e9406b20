import {
  DefaultQueryCompiler,
  type Dialect,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  type RawBuilder,
} from 'kysely'

class DruidQueryCompiler extends DefaultQueryCompiler {
  protected override getCurrentParameterPlaceholder(): string {
    return '?'
  }
  protected override getLeftIdentifierWrapper(): string {
    return '"'
  }
  protected override getRightIdentifierWrapper(): string {
    return '"'
  }
  protected override sanitizeIdentifier(identifier: string): string {
    return identifier.replaceAll('"', '""')
  }
}

/** Compiles only: quoted identifiers, `?` for every value. Nothing is ever run through it. */
const dialect: Dialect = {
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new DummyDriver(),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new DruidQueryCompiler(),
}

export const druid = new Kysely<Record<string, never>>({ dialect })

/** A piece of SQL with its values bound. */
export type Fragment = RawBuilder<unknown>
