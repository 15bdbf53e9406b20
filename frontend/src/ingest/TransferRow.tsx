import { ActionIcon, Button, Progress } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react'
import { Link } from 'react-router'
import { describeError, isUnreachable } from '../api/error.ts'
import { useTransfers } from '../api/TransfersProvider.tsx'
import { isOpen, type Transfer } from '../api/transfers.ts'
import { formatBytes, formatBytesPerSecond } from '../format/bytes.ts'
import { formatDuration } from '../format/duration.ts'
import { formatShare } from '../format/number.ts'
import { paths } from '../paths.ts'
import { Notice } from '../ui/Notice.tsx'
import styles from './TransferRow.module.css'

/** A file on its way: how much, how fast, how long still. */
export function TransferRow({ transfer }: { transfer: Transfer }) {
  const transfers = useTransfers()
  const { id, filename, bytes, sent, state, error } = transfer
  const share = bytes === 0 ? 0 : sent / bytes
  return (
    <li className={styles.row}>
      <Link to={paths.upload(id)} className={styles.name} title={filename}>
        {filename}
      </Link>
      <Progress
        className={styles.bar}
        value={share * 100}
        size={6}
        striped={state === 'storing'}
        animated={state === 'storing'}
        color={barColors[state]}
        aria-label={`${filename}: ${formatShare(share)} sent`}
      />
      <span className={styles.numbers}>{progressWords(transfer)}</span>
      <span className={styles.buttons}>
        {transfer.resumable && isOpen(transfer) && <PauseButton transfer={transfer} />}
        {isOpen(transfer) ? (
          <ActionIcon aria-label={`Cancel ${filename}`} onClick={() => transfers.cancel(id)}>
            <IconX size={16} />
          </ActionIcon>
        ) : (
          <ActionIcon aria-label={`Hide ${filename}`} onClick={() => transfers.dismiss(id)}>
            <IconX size={16} />
          </ActionIcon>
        )}
      </span>
      <span role="status" className="visually-hidden">
        {state === 'lost' || state === 'paused' ? `${filename}: ${progressWords(transfer)}` : ''}
      </span>
      {state === 'failed' && (
        <div className={styles.error}>
          <Notice
            tone="bad"
            {...describeError(error)}
            actions={
              <Button variant="default" onClick={() => transfers.retry(id)}>
                {transfer.resumable ? 'Go on' : 'Send it again'}
              </Button>
            }
          />
        </div>
      )}
    </li>
  )
}

const barColors: Partial<Readonly<Record<Transfer['state'], string>>> = {
  failed: 'red',
  lost: 'yellow',
  paused: 'gray',
}

function PauseButton({ transfer: { id, filename, state } }: { transfer: Transfer }) {
  const transfers = useTransfers()
  return state === 'paused' ? (
    <ActionIcon aria-label={`Resume ${filename}`} onClick={() => transfers.resume(id)}>
      <IconPlayerPlay size={16} />
    </ActionIcon>
  ) : (
    <ActionIcon aria-label={`Pause ${filename}`} disabled={state === 'storing'} onClick={() => transfers.pause(id)}>
      <IconPlayerPause size={16} />
    </ActionIcon>
  )
}

export function progressWords({ state, sent, bytes, rate, error }: Transfer): string {
  switch (state) {
    case 'waiting':
      return `waits, ${formatBytes(bytes)}`
    case 'sending': {
      const left = rate && rate > 0 ? `${formatDuration(((bytes - sent) / rate) * 1000)} left` : null
      const speed = rate === null ? null : formatBytesPerSecond(rate)
      return [shareWords(sent, bytes), speed, left].filter(Boolean).join(' · ')
    }
    case 'lost':
      return `${isUnreachable(error) ? 'connection lost' : 'the service is busy'}, goes on by itself`
    case 'paused':
      return `${shareWords(sent, bytes)} · paused`
    case 'storing':
      return `${formatBytes(bytes)} sent, being stored`
    case 'stored':
      return `${formatBytes(bytes)} stored`
    case 'failed':
      return 'failed'
    case 'canceled':
      return 'canceled'
  }
}

export const shareWords = (sent: number, bytes: number): string =>
  `${formatShare(bytes === 0 ? 1 : sent / bytes)} · ${formatBytes(sent)} of ${formatBytes(bytes)}`
