import { useEffect, useRef } from 'react'

const switchKey = 'nemeton-single-keys'

/** Single-key shortcuts can be switched off, as WCAG 2.1.4 asks: speech input types them by accident. */
export const singleKeysOn = (): boolean => localStorage.getItem(switchKey) !== 'off'
export const setSingleKeys = (on: boolean): void => localStorage.setItem(switchKey, on ? 'on' : 'off')

const sequenceMs = 900

/** Runs actions for keys: `mod+k`, `?`, or two keys one after the other as in `g i`. */
export function useShortcuts(actions: Readonly<Record<string, () => void>>): void {
  const current = useRef(actions)
  current.current = actions
  useEffect(() => {
    let before = ''
    let beforeAt = 0
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey) return
      const key = event.key.toLowerCase()
      if (event.metaKey || event.ctrlKey) {
        run(current.current[`mod+${key}`], event)
        return
      }
      if (isTyping(event.target) || !singleKeysOn() || document.querySelector('[role="dialog"]')) return
      const sequence = event.timeStamp - beforeAt < sequenceMs ? current.current[`${before} ${key}`] : undefined
      run(sequence ?? current.current[key], event)
      before = key
      beforeAt = event.timeStamp
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}

function run(action: (() => void) | undefined, event: KeyboardEvent): void {
  if (!action) return
  event.preventDefault()
  action()
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}
