import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { datasourcesQuery } from '../api/datasources.ts'
import { paths } from '../paths.ts'
import styles from './ExplorePage.module.css'

export function DatasourcePicker({ name }: { name: string }) {
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
