import { onlineManager } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import styles from './Shell.module.css'

const subscribe = (onChange: () => void) => onlineManager.subscribe(onChange)
const isOnline = () => onlineManager.isOnline()

/** While the browser has no connection, questions wait: what is seen is from before. */
export function Offline() {
  const online = useSyncExternalStore(subscribe, isOnline)
  return (
    <div role="status" className={online ? undefined : styles.offline}>
      {!online && 'No connection: what you see is from before. It goes on by itself once there is one.'}
    </div>
  )
}
