import { type Profile, type Upload, watchUpload } from '@nemeton/contract'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { hasCode } from '../api/error.ts'
import { watch } from '../api/events.ts'
import { useTransfer } from '../api/TransfersProvider.tsx'
import { isOpen } from '../api/transfers.ts'
import { uploadQuery } from './queries.ts'

export interface LiveUpload {
  readonly upload: Upload | null
  /** The final profile, or what is known of it while bytes arrive. */
  readonly profile: Profile | null
  readonly provisional: boolean
  readonly receivedBytes: number | null
  readonly error: unknown
  readonly pending: boolean
}

const isSettled = (upload: Upload | undefined) => upload?.status === 'ready' || upload?.status === 'failed'

/** One upload, kept fresh by its events while bytes or the profile are still on the way. */
export function useUpload(id: string): LiveUpload {
  const client = useQueryClient()
  const transfer = useTransfer(id)
  const sending = transfer !== null && isOpen(transfer)
  const [live, setLive] = useState(true)
  const [draft, setDraft] = useState<{ readonly profile: Profile; readonly provisional: boolean } | null>(null)
  const [receivedBytes, setReceivedBytes] = useState<number | null>(null)
  const query = useQuery({
    ...uploadQuery(id),
    // the service knows the upload a moment after the browser began to send it
    retry: (failures, error) => (hasCode(error, 'not_found') ? sending : failures < 3),
    retryDelay: 400,
    refetchInterval: ({ state }) => (isSettled(state.data) ? false : live ? 5000 : 1500),
  })
  const settled = isSettled(query.data)
  const waiting = transfer?.state === 'waiting'
  useEffect(() => {
    if (settled || waiting) return
    return watch(watchUpload, {
      params: { id },
      onLive: setLive,
      onEvent: (event) => {
        if (event.kind === 'bytes') setReceivedBytes(event.bytes)
        if (event.kind === 'profile') setDraft({ profile: event.profile, provisional: event.provisional })
        if (event.kind === 'upload') client.setQueryData(uploadQuery(id).queryKey, event.upload)
      },
    })
  }, [id, settled, waiting, client])
  return {
    upload: query.data ?? null,
    profile: query.data?.profile ?? draft?.profile ?? null,
    provisional: !query.data?.profile && (draft?.provisional ?? true),
    receivedBytes,
    error: query.data || sending ? null : query.error,
    pending: query.isPending,
  }
}
