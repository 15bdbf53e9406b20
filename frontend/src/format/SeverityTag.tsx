import type { Severity } from '@nemeton/contract'
import { Tag } from '../ui/Tag.tsx'
import { severityTones, severityWords } from './severity.ts'

export const SeverityTag = ({ severity }: { severity: Severity }) => (
  <Tag tone={severityTones[severity]}>{severityWords[severity]}</Tag>
)
