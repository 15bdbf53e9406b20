import { assignRef } from '@mantine/hooks'
import {
  cloneElement,
  type ReactElement,
  type ReactNode,
  type Ref,
  Suspense,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'

type Props = Readonly<Record<string, unknown>>

/** What a menu takes that hangs from a target. */
export interface Hanging {
  /** The stand-in, where the target would be. */
  readonly target: ReactElement
  /** The target was, before the menu came, and nothing else since. */
  readonly pressed: boolean
}

interface HungProps {
  /** Stands on the page before the code of what hangs from it has come, and stays the same element when it comes. */
  readonly target: ReactElement
  /** What hangs from it, by what `Hanging` says; `element` is the target's own. */
  readonly children: (standIn: ReactElement, pressed: boolean, element: HTMLElement) => ReactNode
}

/**
 * Something that opens beside an element and whose code comes after the page. To wrap the element, as is usual, would mount
 * it anew when the code comes: who has just reached it by keyboard would lose the focus, who drags over it the drop.
 * What it is given are handlers, and attributes that are no objects, for these would be others each time.
 */
export function Hung({ target, children }: HungProps) {
  const [element, setElement] = useState<HTMLElement | null>(null)
  const [pressed, setPressed] = useState(false)
  /** Null until the code has come. */
  const given = useRef<Props | null>(null)
  /** The same for the next drawing; a handler by its name only, for it is another one each time. */
  const [heard, setHeard] = useState<Props>({})
  const hear = (props: Props) => {
    given.current = props
    const next = withoutHandlers(props)
    setHeard((known) => (isSame(known, next) ? known : next))
  }
  const own = target.props as Props
  const on = (name: string) => (event: unknown) => {
    run(own[name], event)
    if (given.current !== null) run(given.current[name], event)
    else if (name === 'onClick') setPressed(!pressed)
    else if (name === 'onBlur') setPressed(false)
  }
  const names = ['onClick', 'onBlur', ...Object.keys(heard).filter((name) => heard[name] === handler)]
  const props = { ...heard, ...Object.fromEntries(names.map((name) => [name, on(name)])), ref: setElement }
  return (
    <>
      {cloneElement(target as ReactElement<Props>, props)}
      <Suspense fallback={null}>
        {element !== null && children(<StandIn element={element} onProps={hear} />, pressed, element)}
      </Suspense>
    </>
  )
}

interface StandInProps extends Props {
  readonly element: HTMLElement
  readonly onProps: (props: Props) => void
  readonly ref?: Ref<HTMLElement>
}

/** Takes what is meant for the element and passes it on. */
function StandIn({ element, onProps, ref, ...props }: StandInProps) {
  useLayoutEffect(() => {
    const forget = assignRef(ref, element)
    return () => {
      if (forget) forget()
      else assignRef(ref, null)
    }
  }, [ref, element])
  useLayoutEffect(() => onProps(props))
  return null
}

const handler = Symbol('handler')

const withoutHandlers = (props: Props): Props =>
  Object.fromEntries(
    Object.entries(props)
      // an empty class would take away the target's own
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([name, value]) => [name, typeof value === 'function' ? handler : value]),
  )

const isSame = (one: Props, other: Props): boolean =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([name, value]) => Object.is(other[name], value))

const run = (handle: unknown, event: unknown): void => {
  if (typeof handle === 'function') handle(event)
}
