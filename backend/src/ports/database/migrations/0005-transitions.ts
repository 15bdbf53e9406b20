import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Legal transitions only, each kept with the instance that made it; every change that a person can see is numbered and
 * announced by PostgreSQL itself, in the transaction that made it.
 */
export const transitions: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`CREATE SEQUENCE ingestion_changes`.execute(db)
    await sql`ALTER TABLE ingestion_tasks ADD COLUMN change bigint NOT NULL DEFAULT nextval('ingestion_changes')`.execute(
      db,
    )
    await db.schema.alterTable('ingestion_tasks').addColumn('task_status', 'jsonb').execute()
    await db.schema.createIndex('ingestion_tasks_change').on('ingestion_tasks').columns(['change']).execute()
    await db.schema
      .createTable('ingestion_transitions')
      .addColumn('id', 'bigint', (c) => c.generatedAlwaysAsIdentity().primaryKey())
      .addColumn('ingestion_id', 'uuid', (c) => c.notNull().references('ingestion_tasks.id').onDelete('cascade'))
      .addColumn('from_status', 'text')
      .addColumn('to_status', 'text', (c) => c.notNull())
      .addColumn('instance', 'uuid')
      .addColumn('at', 'timestamptz', (c) => c.notNull().defaultTo(sql`clock_timestamp()`))
      .execute()
    await db.schema
      .createIndex('ingestion_transitions_of')
      .on('ingestion_transitions')
      .columns(['ingestion_id', 'id'])
      .execute()
    await sql`
      CREATE FUNCTION ingestion_transition_is_legal(before text, after text) RETURNS boolean IMMUTABLE LANGUAGE sql AS $$
        SELECT CASE before
          WHEN 'queued' THEN after IN ('staging', 'publishing', 'loading', 'failed', 'canceled')
          WHEN 'staging' THEN after IN ('submitted', 'publishing', 'loading', 'failed', 'canceled')
          WHEN 'submitted' THEN after IN ('waiting', 'running', 'publishing', 'loading', 'failed', 'canceled')
          WHEN 'waiting' THEN after IN ('running', 'publishing', 'failed', 'canceled')
          WHEN 'running' THEN after IN ('publishing', 'failed', 'canceled')
          WHEN 'publishing' THEN after IN ('loading', 'failed', 'canceled')
          WHEN 'loading' THEN after IN ('queryable', 'failed', 'canceled')
          ELSE false
        END OR before = after
      $$`.execute(db)
    await sql`
      CREATE FUNCTION before_ingestion_update() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        before ingestion_tasks%ROWTYPE := OLD;
      BEGIN
        IF NOT ingestion_transition_is_legal(OLD.status, NEW.status) THEN
          RAISE EXCEPTION 'an ingestion that is % cannot become %', OLD.status, NEW.status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ingestion_tasks_transition';
        END IF;
        before.lease_owner := NEW.lease_owner;
        before.lease_until := NEW.lease_until;
        before.not_before := NEW.not_before;
        before.updated_at := NEW.updated_at;
        IF before IS DISTINCT FROM NEW THEN
          NEW.change := nextval('ingestion_changes');
        END IF;
        RETURN NEW;
      END $$`.execute(db)
    await sql`
      CREATE FUNCTION after_ingestion_change() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        before text := CASE WHEN TG_OP = 'UPDATE' THEN OLD.status END;
      BEGIN
        IF before IS DISTINCT FROM NEW.status THEN
          INSERT INTO ingestion_transitions (ingestion_id, from_status, to_status, instance)
          VALUES (NEW.id, before, NEW.status, nullif(current_setting('nemeton.instance', true), '')::uuid);
        END IF;
        PERFORM pg_notify('nemeton_changes', 'ingestion ' || NEW.id);
        RETURN NULL;
      END $$`.execute(db)
    await sql`
      CREATE TRIGGER before_ingestion_update BEFORE UPDATE ON ingestion_tasks
      FOR EACH ROW EXECUTE FUNCTION before_ingestion_update()`.execute(db)
    await sql`
      CREATE TRIGGER after_ingestion_insert AFTER INSERT ON ingestion_tasks
      FOR EACH ROW EXECUTE FUNCTION after_ingestion_change()`.execute(db)
    await sql`
      CREATE TRIGGER after_ingestion_update AFTER UPDATE ON ingestion_tasks
      FOR EACH ROW WHEN (OLD.change IS DISTINCT FROM NEW.change) EXECUTE FUNCTION after_ingestion_change()`.execute(db)
  },
}
