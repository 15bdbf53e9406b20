import { useEffect, useState } from 'react'

/** Opens only after it was mounted: what had the focus until then is known by that, and has it again at the end. */
export function useLateOpen(wanted: boolean) {
  const [opened, onChange] = useState(false)
  useEffect(() => onChange(wanted), [wanted])
  return { opened, onChange }
}
