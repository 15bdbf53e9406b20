// Fetches beside the entry's scripts what Explore needs first: its own, and what its datasource looks like.
;(() => {
  const meta = document.querySelector('meta[name="ahead"]')
  const path = meta?.dataset.path
  if (!path || !location.pathname.startsWith(path)) return
  const name = location.pathname.slice(path.length)
  if (!/^[^/]+$/.test(name)) return
  const fetchAhead = (attributes) => document.head.append(Object.assign(document.createElement('link'), attributes))
  const datasource = `/api/v1/datasources/${encodeURIComponent(decodeURIComponent(name))}`
  fetchAhead({ rel: 'preload', as: 'fetch', crossOrigin: 'anonymous', href: datasource })
  for (const file of meta.content.split(' ')) fetchAhead({ rel: 'modulepreload', href: `/${file}` })
})()
