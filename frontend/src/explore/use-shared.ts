import { replaceEqualDeep } from '@tanstack/react-query'
import { useRef } from 'react'

/** The value, whose parts that are as before are the very same as before: what was made of them need not be made again. */
export function useShared<T>(value: T): T {
  const before = useRef(value)
  before.current = replaceEqualDeep(before.current, value)
  return before.current
}
