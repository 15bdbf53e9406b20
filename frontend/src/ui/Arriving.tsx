import { type ComponentType, type ReactNode, useEffect, useState } from 'react'
import { patiently } from './lazily.ts'

/** The code of a component that comes later. */
export interface Code<P> {
  /** Null until it is here. */
  readonly arrived: () => ComponentType<P> | null
  /** May be called before it is drawn, and again where it failed. */
  readonly fetch: () => Promise<ComponentType<P>>
}

export function codeOf<P>(load: () => Promise<ComponentType<P>>): Code<P> {
  let arrived: ComponentType<P> | null = null
  let coming: Promise<ComponentType<P>> | null = null
  return {
    arrived: () => arrived,
    fetch: () => {
      coming ??= patiently(load).then(
        (component) => {
          arrived = component
          return component
        },
        (error: unknown) => {
          coming = null
          throw error
        },
      )
      return coming
    },
  }
}

/** Before it is drawn; a failure is thrown where it is. */
export function fetchAhead<P>({ fetch }: Code<P>): void {
  fetch().catch(() => {})
}

interface ArrivingProps<P> {
  readonly code: Code<P>
  /** Stands in its place until it is here. */
  readonly waiting: ReactNode
  readonly props: P
}

/**
 * What React's `lazy` does, but for its wait of up to 300 ms with what has come when it has just shown something else that
 * had: too long for what a page opens with.
 */
export function Arriving<P extends object>({ code, waiting, props }: ArrivingProps<P>) {
  const [Shown, show] = useState(code.arrived)
  const [error, fail] = useState<unknown>(null)
  useEffect(() => {
    if (Shown === null) code.fetch().then((component) => show(() => component), fail)
  }, [Shown, code])
  if (error !== null) throw error
  return Shown === null ? waiting : <Shown {...props} />
}
