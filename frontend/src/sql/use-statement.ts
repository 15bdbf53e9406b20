import { useCallback, useEffect, useRef, useState } from 'react'
import { useSearchParams } from 'react-router'
import { type Address, parseAddress, printAddress, type RowLimit } from './address.ts'

const settleMs = 400
const longKey = 'nemeton-sql-long-statement'

/**
 * The statement and the limit, kept in the address: typing rewrites the entry of the browser's history, and after a run a
 * change begins a new one, so that going back shows the statement that was run. One too long for a link stays in this tab.
 */
export function useStatement() {
  const [search, setSearch] = useSearchParams()
  const [address, setAddress] = useState<Address>(() => {
    const parsed = parseAddress(search)
    return parsed.statement === '' ? { ...parsed, statement: sessionStorage.getItem(longKey) ?? '' } : parsed
  })
  const written = useRef(search.toString())
  const isRun = useRef(false)
  const [isLong, setLong] = useState(() => printAddress(address) === null)
  const latest = useRef(address)
  latest.current = address

  const change = useCallback((changes: Partial<Address>) => setAddress((before) => ({ ...before, ...changes })), [])

  const write = useCallback(
    (now: Address) => {
      const printed = printAddress(now)
      setLong(printed === null)
      if (printed === null) sessionStorage.setItem(longKey, now.statement)
      else sessionStorage.removeItem(longKey)
      const next = new URLSearchParams(printed ?? '').toString()
      if (next === written.current) return
      written.current = next
      setSearch(next, { replace: !isRun.current, preventScrollReset: true })
      isRun.current = false
    },
    [setSearch],
  )
  useEffect(() => {
    const timer = setTimeout(() => write(address), settleMs)
    return () => clearTimeout(timer)
  }, [address, write])

  // Going back and forth, or following a link to this page, brings another statement.
  const shown = search.toString()
  useEffect(() => {
    if (shown === written.current) return
    written.current = shown
    isRun.current = false
    setAddress(parseAddress(new URLSearchParams(shown)))
  }, [shown])

  return {
    ...address,
    isLong,
    setStatement: useCallback((statement: string) => change({ statement }), [change]),
    setRowLimit: (rowLimit: RowLimit) => change({ rowLimit }),
    /** What stands there now is run: it has an entry of its own, however soon the next one is written. */
    settle: (statement: string) => {
      write({ ...latest.current, statement })
      isRun.current = true
    },
  }
}
