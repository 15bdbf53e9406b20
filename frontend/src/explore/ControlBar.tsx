import { Button, NativeSelect, Select } from '@mantine/core'
import { IconArrowsSplit2, IconRefresh } from '@tabler/icons-react'
import { useIsFetching, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { datasourcesQuery } from '../api/datasources.ts'
import { formatOffset } from '../format/time.ts'
import { paths } from '../paths.ts'
import { dimensionsOf } from './dimensions.ts'
import styles from './ExplorePage.module.css'
import { FilterBar } from './FilterBar.tsx'
import { IntervalPicker } from './IntervalPicker.tsx'
import type { Scene } from './questions.ts'
import type { Span } from './range.ts'
import type { Update } from './use-exploration.ts'

/** The whole question in two lines: what, when, in which zone, split by what, filtered how. */
export function ControlBar({ scene, bounds, update }: { scene: Scene; bounds: Span; update: Update }) {
  const { datasource, exploration } = scene
  const dimensions = dimensionsOf(datasource.columns)
  return (
    <div className={styles.bar}>
      <div className={styles.controls}>
        <DatasourcePicker name={datasource.name} />
        <IntervalPicker scene={scene} bounds={bounds} update={update} />
        <ZonePicker scene={scene} update={update} />
        <NativeSelect
          aria-label="Split by"
          leftSection={<IconArrowsSplit2 size={14} aria-hidden />}
          value={exploration.split ?? ''}
          data={[
            { value: '', label: 'No split' },
            ...dimensions.map(({ name }) => ({ value: name, label: `Split by ${name}` })),
          ]}
          onChange={(event) => {
            const split = event.currentTarget.value || null
            update((state) => ({ ...state, split, sort: null }))
          }}
        />
      </div>
      <div className={styles.filters}>
        <FilterBar scene={scene} update={update} />
        <RefreshButton />
      </div>
    </div>
  )
}

function DatasourcePicker({ name }: { name: string }) {
  const datasources = useQuery(datasourcesQuery)
  const navigate = useNavigate()
  const names = datasources.data?.items.map((datasource) => datasource.name) ?? []
  return (
    <Select
      className={styles.datasource}
      aria-label="Datasource"
      searchable
      allowDeselect={false}
      value={name}
      data={names.includes(name) ? names : [name, ...names]}
      nothingFoundMessage="No such datasource"
      onChange={(next) => {
        if (next !== null && next !== name) navigate(paths.exploration(next))
      }}
    />
  )
}

const localZone = Intl.DateTimeFormat().resolvedOptions().timeZone

function ZonePicker({ scene, update }: { scene: Scene; update: Update }) {
  const { exploration, span } = scene
  const zones = [...new Set(['Etc/UTC', localZone, exploration.timezone, ...Intl.supportedValuesOf('timeZone')])]
  return (
    <NativeSelect
      aria-label="Time zone"
      value={exploration.timezone}
      className={styles.zone}
      data={zones.map((zone) => ({ value: zone, label: zoneLabel(zone, span.to, zone === exploration.timezone) }))}
      onChange={(event) => {
        const timezone = event.currentTarget.value
        update((state) => ({ ...state, timezone }))
      }}
    />
  )
}

/** Only the chosen zone shows its offset: computing four hundred of them costs a frame. */
function zoneLabel(zone: string, at: number, chosen: boolean): string {
  const name = zone === 'Etc/UTC' ? 'UTC' : zone.replaceAll('_', ' ')
  return chosen && zone !== 'Etc/UTC' ? `${name} (${formatOffset(at, zone)})` : name
}

function RefreshButton() {
  const client = useQueryClient()
  const busy = useIsFetching({ queryKey: ['query'] }) > 0
  return (
    <Button
      variant="default"
      size="compact-sm"
      leftSection={<IconRefresh size={14} aria-hidden />}
      disabled={busy}
      onClick={() => {
        for (const key of ['datasource', 'bounds', 'query']) void client.invalidateQueries({ queryKey: [key] })
      }}
    >
      Refresh
    </Button>
  )
}
