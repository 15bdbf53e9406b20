import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import styles from './CopyText.module.css'

/** A text that a press copies; `shown` stands for texts too long to show. */
export function CopyText({ text, label, shown }: { text: string; label: string; shown?: string }) {
  const clipboard = useClipboard({ timeout: 1600 })
  const Icon = clipboard.copied ? IconCheck : IconCopy
  return (
    <button type="button" className={styles.copy} title={label} onClick={() => clipboard.copy(text)}>
      <span className={styles.text}>{shown ?? text}</span>
      <Icon size={14} aria-hidden />
      <span className="visually-hidden">{label}</span>
      <span className="visually-hidden" aria-live="polite">
        {clipboard.copied ? 'Copied' : ''}
      </span>
    </button>
  )
}
