import type { Compression, ErrorBody } from '@nemeton/contract'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Schema } from '../schema.ts'
import { createUploads, instant, type NewUpload } from './uploads.ts'

export interface NewResumable extends Omit<NewUpload, 'leaseMs'> {
  readonly length: number
  readonly partSize: number
  /** `Upload-Metadata` as it was sent. */
  readonly metadata: string
  readonly expiresMs: number
}

/** An upload that has not arrived whole, or has and is not yet stored. */
export interface Unfinished {
  readonly id: string
  readonly filename: string
  readonly datasource: string
  readonly sheet: string | null
  readonly ingestAs: string | null
  readonly length: number
  readonly partSize: number
  readonly metadata: string
  readonly partsId: string | null
  /** Bytes that are kept, from the first on. */
  readonly offset: number
  readonly expiresAt: Date
}

/** Bytes that are kept: a part of the store, or the content itself. */
export type Piece = { readonly at: number; readonly bytes: number } & (
  | { readonly etag: string; readonly checksum: string | null }
  | { readonly content: Buffer }
)

const later = (ms: number) => instant(ms) as unknown as string

export function createResumables(db: Kysely<Schema>) {
  const unfinished = db
    .selectFrom('resumable_uploads as r')
    .innerJoin('uploads as u', 'u.id', 'r.id')
    .select(['u.id', 'u.filename', 'u.datasource', 'u.sheet', 'u.ingest_as as ingestAs', 'r.length'])
    .select(['r.part_size as partSize', 'r.metadata', 'r.parts_id as partsId', 'u.bytes as offset'])
    .select('r.expires_at as expiresAt')

  /** Runs in one transaction if the writer is still the one; else answers null. */
  const asWriter = <T>(id: string, writer: string, work: (trx: Transaction<Schema>) => Promise<T>): Promise<T | null> =>
    db.transaction().execute(async (trx) => {
      const own = await trx
        .selectFrom('resumable_uploads')
        .select('id')
        .where('id', '=', id)
        .where('writer', '=', writer)
        .forUpdate()
        .executeTakeFirst()
      return own === undefined ? null : work(trx)
    })
  const claim = async (writer: string, leaseMs: number, which: 'expired' | 'whole'): Promise<Unfinished | null> => {
    const row = await db
      .updateTable('resumable_uploads')
      .set({ writer, writer_until: later(leaseMs) })
      .where('id', '=', (eb) =>
        eb
          .selectFrom('resumable_uploads as r')
          .innerJoin('uploads as u', 'u.id', 'r.id')
          .select('r.id')
          .where(isFree)
          .where(
            which === 'expired'
              ? sql<boolean>`r.expires_at < now() AND u.bytes < r.length`
              : sql<boolean>`u.bytes = r.length`,
          )
          .orderBy('r.expires_at')
          .limit(1)
          .forUpdate('r')
          .skipLocked(),
      )
      .returning('id')
      .executeTakeFirst()
    return row ? ((await unfinished.where('r.id', '=', row.id).executeTakeFirst()) ?? null) : null
  }

  return {
    /** False when the id is taken. */
    insert: (upload: NewResumable): Promise<boolean> =>
      db.transaction().execute(async (trx) => {
        if (!(await createUploads(trx).insert({ ...upload, leaseMs: null }))) return false
        const { id, length, partSize, metadata, expiresMs } = upload
        await trx
          .insertInto('resumable_uploads')
          .values({ id, length, part_size: partSize, metadata, expires_at: later(expiresMs) })
          .execute()
        return true
      }),
    find: async (id: string): Promise<Unfinished | null> =>
      (await unfinished.where('r.id', '=', id).executeTakeFirst()) ?? null,
    count: async (): Promise<number> => {
      const { count } = await db
        .selectFrom('resumable_uploads')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      return count
    },
    /** Lets the writer append; `evenHeld` takes the place of one that has not let go. Nothing is appended to a whole upload. */
    take: async (id: string, writer: string, leaseMs: number, evenHeld: boolean): Promise<boolean> => {
      const { numUpdatedRows } = await db
        .updateTable('resumable_uploads as r')
        .from('uploads as u')
        .set({ writer, writer_until: later(leaseMs) })
        .whereRef('u.id', '=', 'r.id')
        .whereRef('u.bytes', '<', 'r.length')
        .where('r.id', '=', id)
        .where(evenHeld ? sql<boolean>`true` : isFree)
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },
    isHeld: async (id: string): Promise<boolean> => {
      const held = db.selectFrom('resumable_uploads as r').select('id').where('id', '=', id)
      return (await held.where(sql<boolean>`NOT ${isFree}`).executeTakeFirst()) !== undefined
    },
    /** False when another writer has taken its place. */
    keep: async (id: string, writer: string, leaseMs: number): Promise<boolean> =>
      (await asWriter(id, writer, (trx) =>
        trx
          .updateTable('resumable_uploads')
          .set({ writer_until: later(leaseMs) })
          .where('id', '=', id)
          .execute(),
      )) !== null,
    release: async (id: string, writer: string): Promise<void> => {
      const row = db.updateTable('resumable_uploads').set({ writer: null, writer_until: null })
      await row.where('id', '=', id).where('writer', '=', writer).execute()
    },
    /** Keeps the store's id of the multipart upload. False as for `keep`. */
    began: async (id: string, writer: string, partsId: string): Promise<boolean> =>
      (await asWriter(id, writer, (trx) =>
        trx.updateTable('resumable_uploads').set({ parts_id: partsId }).where('id', '=', id).execute(),
      )) !== null,
    /** Keeps pieces that follow each other; a part takes the place of the contents that it is made of. False as for `keep`. */
    record: async (id: string, writer: string, pieces: readonly Piece[], expiresMs: number): Promise<boolean> =>
      (await asWriter(id, writer, async (trx) => {
        for (const { at, bytes, ...kept } of pieces) {
          const covered = trx.deleteFrom('upload_parts').where('upload_id', '=', id)
          await covered
            .where('at', '>=', at)
            .where('at', '<', at + bytes)
            .execute()
          await trx
            .insertInto('upload_parts')
            .values({ upload_id: id, at, bytes, ...kept })
            .execute()
        }
        const last = pieces.at(-1)
        if (last === undefined) return
        const bytes = last.at + last.bytes
        await trx.updateTable('uploads').set({ bytes, updated_at: sql`now()` }).where('id', '=', id).execute()
        await trx
          .updateTable('resumable_uploads')
          .set({ expires_at: later(expiresMs) })
          .where('id', '=', id)
          .execute()
      })) !== null,
    /** What makes no whole part yet, in order. */
    tail: async (id: string): Promise<readonly Buffer[]> => {
      const rows = await db
        .selectFrom('upload_parts')
        .select('content')
        .where('upload_id', '=', id)
        .where('content', 'is not', null)
        .orderBy('at')
        .execute()
      return rows.flatMap(({ content }) => content ?? [])
    },
    /** The parts in the store, in order. */
    parts: async (id: string): Promise<readonly { etag: string; checksum: string | null }[]> => {
      const rows = await db
        .selectFrom('upload_parts')
        .select(['etag', 'checksum'])
        .where('upload_id', '=', id)
        .orderBy('at')
        .execute()
      return rows.flatMap(({ etag, checksum }) => (etag === null ? [] : { etag, checksum }))
    },
    /** It is an upload like any other from now on. False as for `keep`. */
    stored: async (
      id: string,
      writer: string,
      facts: { bytes: number; sha256: string; bucket: string; key: string; compression: Compression; leaseMs: number },
    ): Promise<boolean> =>
      (await asWriter(id, writer, async (trx) => {
        await createUploads(trx).stored(id, facts)
        await trx.deleteFrom('resumable_uploads').where('id', '=', id).execute()
      })) !== null,
    /** The row stays and says why; nothing can be appended any more. */
    failed: (id: string, error: ErrorBody): Promise<void> =>
      db.transaction().execute(async (trx) => {
        await trx.deleteFrom('resumable_uploads').where('id', '=', id).execute()
        await createUploads(trx).failed(id, error)
      }),
    /** One whose time is over and that nobody writes to. */
    claimExpired: (writer: string, leaseMs: number) => claim(writer, leaseMs, 'expired'),
    /** One that has arrived whole, and whose instance died before it was stored. */
    claimWhole: (writer: string, leaseMs: number) => claim(writer, leaseMs, 'whole'),
  }
}

export type Resumables = ReturnType<typeof createResumables>

const isFree = sql<boolean>`(r.writer IS NULL OR r.writer_until < now())`
