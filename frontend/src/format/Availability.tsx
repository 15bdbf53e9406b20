import { Tag } from '../ui/Tag.tsx'
import { formatNumber } from './number.ts'

/** Share of the segments that can be queried. */
export function Availability({ percent }: { percent: number }) {
  return <Tag tone={percent >= 100 ? 'good' : percent > 0 ? 'warn' : 'bad'}>{formatNumber(percent)} %</Tag>
}
