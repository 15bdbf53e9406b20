import { BarTable } from './BarTable.tsx'
import { colorOf } from './colors.ts'
import { keyWords, type Ordering, rowChoices, type VisualizationProps } from './result.ts'

/** One split down, every measure across, bars for the one in front. */
export function Bars({ result, title, height, orderings, onSort, onPress, isChosen }: VisualizationProps) {
  const split = result.splits[0]
  const front = result.measures[result.front]
  if (split === undefined || front === undefined) return null
  const sort: Ordering = orderings[0] ?? { by: front.key, ascending: false, aspect: 'value' }
  return (
    <BarTable
      title={title}
      height={height}
      dimension={split.column === '__time' ? 'time' : split.column}
      sortKey={split.column}
      measures={result.measures}
      front={front.key}
      before={result.before}
      rows={result.rows.map((row) => {
        const [choice] = rowChoices(row)
        const slot = choice && split.colors.get(choice.cell === null ? null : String(choice.cell))
        return {
          key: `${row.others.length} ${JSON.stringify(row.keys)}`,
          name: keyWords(result, row, 0),
          cells: row.values,
          chosen: choice !== undefined && isChosen(choice),
          color: slot === undefined ? null : colorOf(slot),
          press: choice === undefined ? null : (exclude) => onPress([choice], exclude),
        }
      })}
      totals={result.totals}
      sort={sort}
      onSort={(by, aspect) =>
        onSort(0, {
          by,
          aspect,
          ascending: sort.by === by && sort.aspect === aspect ? !sort.ascending : by === split.column,
        })
      }
    />
  )
}
