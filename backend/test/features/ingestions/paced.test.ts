import t from 'tap'
import { paced } from '../../../src/features/ingestions/paced.ts'
import type { Patch } from '../../../src/ports/ports.ts'
import { stored } from './stored.ts'

const rows: readonly [name: string, patch: Patch, sinceMs: number, waitMs: number | undefined][] = [
  ['a stage that has just begun is looked at soon', { waitMs: 500 }, 100, 50],
  ['one that lasts is looked at as often as is set', { waitMs: 500 }, 60_000, 500],
  ['a step that asks for more time gets it', { waitMs: 1000 }, 100, 1000],
  ['looks that come sooner anyhow stay', { waitMs: 20 }, 100, 20],
  ['what goes on at once goes on', { status: 'loading' }, 100, undefined],
]
for (const [name, patch, sinceMs, waitMs] of rows)
  t.test(name, async (t) => {
    t.same(paced(patch, stored('running', sinceMs), 500), waitMs === undefined ? patch : { ...patch, waitMs })
  })
