import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { useTransfers } from '../api/TransfersProvider.tsx'
import { paths } from '../paths.ts'
import { checkHead, headBytes, uploadLimitBytes } from './head-check.ts'
import { limitsQuery } from './queries.ts'

export interface Refusal {
  readonly key: string
  readonly filename: string
  readonly cause: string
  readonly remedy: string
}

/** Looks into each file before it is sent; one good file alone opens its own page, several are watched together. */
export function useSendFiles() {
  const transfers = useTransfers()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [refusals, setRefusals] = useState<readonly Refusal[]>([])

  const send = async (files: readonly File[]) => {
    const limit = await client.ensureQueryData(limitsQuery).then(
      (limits) => limits.uploadBytes,
      () => uploadLimitBytes,
    )
    const checked = await Promise.all(files.map(async (file) => ({ file, check: await look(file, limit) })))
    const refused = checked.flatMap(({ file, check }) =>
      check.kind === 'refused'
        ? [{ key: `${file.name} ${file.size}`, filename: file.name, cause: check.cause, remedy: check.remedy }]
        : [],
    )
    setRefusals(refused)
    const accepted = checked.filter(({ check }) => check.kind === 'accepted')
    const ids = await Promise.all(accepted.map(({ file }) => transfers.start(file)))
    if (ids.length > 1) navigate(paths.ingest(ids))
    if (ids.length === 1 && ids[0] !== undefined && files.length === 1) navigate(paths.upload(ids[0]))
  }
  return { send, refusals, forget: (key: string) => setRefusals((all) => all.filter((refusal) => refusal.key !== key)) }
}

async function look(file: File, limit: number) {
  try {
    const head = new Uint8Array(await file.slice(0, headBytes).arrayBuffer())
    return checkHead({ name: file.name, bytes: file.size, head }, limit)
  } catch {
    return {
      kind: 'refused',
      cause: 'The browser cannot read this file.',
      remedy: 'If it is a folder, choose the files inside; if it moved or changed, choose it again.',
    } as const
  }
}
