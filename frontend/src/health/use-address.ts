import { useSearchParams } from 'react-router'
import { type Address, parseAddress, printAddress } from './address.ts'

/** What the address says, and a way to change a part of it in place. */
export function useAddress() {
  const [search, setSearch] = useSearchParams()
  return {
    ...parseAddress(search),
    change: (changes: Partial<Address>) =>
      setSearch((latest) => printAddress({ ...parseAddress(latest), ...changes }), {
        replace: true,
        preventScrollReset: true,
      }),
  }
}
