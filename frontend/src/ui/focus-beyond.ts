const reachable =
  'main :is(a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), [tabindex="0"]):not([tabindex="-1"])'

/** Gives the focus to what follows an element that is about to go, else to what comes before it, so that it is not lost with it. */
export function focusBeyond(element: Element): void {
  const others = [...document.querySelectorAll<HTMLElement>(reachable)].filter(
    (one) => !element.contains(one) && one.checkVisibility(),
  )
  const isAfter = (one: Element) => (element.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
  const next = others.find(isAfter) ?? others.findLast((one) => !isAfter(one))
  next?.focus({ preventScroll: true })
}
