import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { IconButton } from '../ui/IconButton.tsx'
import type { Steps } from './use-exploration.ts'

/** Undo and redo, also by Ctrl or ⌘ with Z and with Shift and Z. */
export function StepButtons({ steps }: { steps: Steps }) {
  const current = useRef(steps)
  current.current = steps
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const key = event.key.toLowerCase()
      if (!(event.ctrlKey || event.metaKey) || event.altKey || (key !== 'z' && key !== 'y')) return
      if (event.target instanceof HTMLElement && writes(event.target)) return
      const step = key === 'y' || event.shiftKey ? current.current.redo : current.current.undo
      if (step === null) return
      event.preventDefault()
      step()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
  return (
    <>
      <IconButton label="Undo" onPress={steps.undo}>
        <IconArrowBackUp size={16} />
      </IconButton>
      <IconButton label="Redo" onPress={steps.redo}>
        <IconArrowForwardUp size={16} />
      </IconButton>
    </>
  )
}

/** Text fields undo their own typing. */
const writes = (element: HTMLElement): boolean =>
  element.isContentEditable || element.tagName === 'TEXTAREA' || element.matches('input:not([type=checkbox])')
