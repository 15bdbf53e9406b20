import { NativeSelect } from '@mantine/core'
import type { Datasource, DatasourceColumn } from '@nemeton/contract'
import { describeError } from '../api/error.ts'
import { formatNumber } from '../format/number.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import { formatChoices, parseFormat, printFormat } from './format-choices.ts'
import { useChange } from './use-change.ts'

const isNumber = ({ role, type }: DatasourceColumn) => role === 'measure' && (type === 'long' || type === 'double')

/** Columns with type and role; how the numbers of one are shown is chosen here. */
export function ColumnsPanel({ datasource: { name, columns, formats } }: { datasource: Datasource }) {
  const change = useChange(name)
  const choose = (column: string, text: string) => {
    const format = parseFormat(text)
    const { [column]: _, ...others } = formats
    change.mutate({ formats: format === undefined ? others : { ...others, [column]: format } })
  }
  return (
    <Panel title="Columns" note={formatNumber(columns.length)} flush>
      {change.isError && (
        <div style={{ padding: 12 }}>
          <Notice tone="bad" {...describeError(change.error)} />
        </div>
      )}
      <DataTable
        caption="Columns"
        rows={columns}
        rowKey={(column) => column.name}
        maxHeight={480}
        columns={[
          { key: 'name', title: 'Column', render: (column) => <strong>{column.name}</strong> },
          { key: 'type', title: 'Type', render: (column) => column.type },
          {
            key: 'role',
            title: 'Role',
            render: ({ role, aggregate }) => (aggregate === 'average' ? `${role}, averaged` : role),
          },
          {
            key: 'format',
            title: 'Shown as',
            render: (column) =>
              isNumber(column) ? (
                <NativeSelect
                  aria-label={`Shown as, ${column.name}`}
                  value={printFormat(formats[column.name])}
                  data={[...formatChoices(formats[column.name])]}
                  disabled={change.isPending}
                  onChange={(event) => choose(column.name, event.currentTarget.value)}
                />
              ) : (
                '–'
              ),
          },
        ]}
      />
    </Panel>
  )
}
