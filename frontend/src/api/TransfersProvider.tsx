import { createContext, type ReactNode, useContext, useEffect, useSyncExternalStore } from 'react'
import { isOpen, type Transfer, type Transfers } from './transfers.ts'

const TransfersContext = createContext<Transfers | null>(null)

/** Keeps files on their way across pages, and asks before the tab closes on one. */
export function TransfersProvider({ transfers, children }: { transfers: Transfers; children: ReactNode }) {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (transfers.list().some(isOpen)) event.preventDefault()
    }
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [transfers])
  return <TransfersContext value={transfers}>{children}</TransfersContext>
}

export function useTransfers(): Transfers {
  const transfers = useContext(TransfersContext)
  if (!transfers) throw new Error('TransfersProvider is missing above this component')
  return transfers
}

export function useTransferList(): readonly Transfer[] {
  const transfers = useTransfers()
  return useSyncExternalStore(transfers.subscribe, transfers.list)
}

export function useTransfer(id: string): Transfer | null {
  return useTransferList().find((transfer) => transfer.id === id) ?? null
}
