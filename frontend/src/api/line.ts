/** Whether the service answers just now. */
export const isOnLine = (): Promise<boolean> =>
  fetch('/api/v1/health/live', { cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  )
