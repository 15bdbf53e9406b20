// Fetches beside the entry's scripts what Explore needs first: its own, and behind them those of its charts.
;(() => {
  const meta = document.querySelector('meta[name="ahead"]')
  const path = meta?.dataset.path
  if (!path || !location.pathname.startsWith(path)) return
  const fetchAhead = (attributes) => document.head.append(Object.assign(document.createElement('link'), attributes))
  for (const file of meta.content.split(' '))
    fetchAhead(
      file.endsWith('.css')
        ? { rel: 'preload', as: 'style', crossOrigin: 'anonymous', href: `/${file}` }
        : { rel: 'modulepreload', href: `/${file}` },
    )
  for (const file of meta.dataset.later.split(' '))
    fetchAhead({ rel: 'modulepreload', href: `/${file}`, fetchPriority: 'low' })
})()
