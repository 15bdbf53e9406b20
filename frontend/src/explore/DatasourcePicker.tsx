import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { memo, useState } from 'react'
import { useNavigate } from 'react-router'
import { datasourcesQuery } from '../api/datasources.ts'
import { paths } from '../paths.ts'
import styles from './ExplorePage.module.css'

/** Asks for the others once somebody comes near: to list them costs Druid more than to open one. */
export const DatasourcePicker = memo(function DatasourcePicker({ name }: { name: string }) {
  const [isWanted, setWanted] = useState(false)
  const datasources = useQuery({ ...datasourcesQuery, enabled: isWanted })
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
      nothingFoundMessage={datasources.isPending ? 'On their way' : 'No such datasource'}
      onFocus={() => setWanted(true)}
      onPointerEnter={() => setWanted(true)}
      onChange={(next) => {
        if (next !== null && next !== name) navigate(paths.exploration(next))
      }}
    />
  )
})
