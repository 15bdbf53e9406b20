import { Modal, type ModalProps } from '@mantine/core'
import { useLayoutEffect } from 'react'

/** Stands before the page for as long as it is drawn; then what opened it has the focus again. */
export function Dialog(props: Omit<ModalProps, 'opened'>) {
  useLayoutEffect(() => {
    const opener = openerOf(document.activeElement)
    return () => {
      if (opener?.isConnected) opener.focus({ preventScroll: true })
    }
  }, [])
  return <Modal opened closeButtonProps={{ 'aria-label': 'Close' }} {...props} />
}

/** An item of a menu goes with the menu: the button of the menu stays. */
function openerOf(active: Element | null): HTMLElement | null {
  const button = active?.closest('[role="menu"]')?.getAttribute('aria-labelledby')
  const opener = button ? document.getElementById(button) : active
  return opener instanceof HTMLElement ? opener : null
}
