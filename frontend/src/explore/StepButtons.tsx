import { ActionIcon, Tooltip } from '@mantine/core'
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
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
      <Step label="Undo" onClick={steps.undo} icon={<IconArrowBackUp size={16} />} />
      <Step label="Redo" onClick={steps.redo} icon={<IconArrowForwardUp size={16} />} />
    </>
  )
}

/** Text fields undo their own typing. */
const writes = (element: HTMLElement): boolean =>
  element.isContentEditable || element.tagName === 'TEXTAREA' || element.matches('input:not([type=checkbox])')

function Step({ label, onClick, icon }: { label: string; onClick: (() => void) | null; icon: React.ReactNode }) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} disabled={onClick === null} onClick={() => onClick?.()}>
        {icon}
      </ActionIcon>
    </Tooltip>
  )
}
