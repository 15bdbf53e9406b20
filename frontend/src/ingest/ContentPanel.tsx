import type { Profile } from '@nemeton/contract'
import { Panel } from '../ui/Panel.tsx'
import { Tag } from '../ui/Tag.tsx'
import { ColumnsTable } from './ColumnsTable.tsx'
import { dialectDoubt } from './dialect-words.ts'
import { Warnings } from './Warnings.tsx'

/** What is known of a file before there is a plan: the columns, filling in while bytes arrive. */
export function ContentPanel({ profile, provisional }: { profile: Profile; provisional: boolean }) {
  return (
    <Panel
      title="Columns"
      note={provisional ? 'of the rows that have arrived' : undefined}
      actions={provisional ? <Tag tone="busy">profile fills in</Tag> : undefined}
      flush
    >
      <Warnings warnings={profile.warnings} doubt={dialectDoubt(profile)} />
      <ColumnsTable profile={profile} />
    </Panel>
  )
}
