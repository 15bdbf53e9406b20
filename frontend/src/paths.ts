/** Every link in the product. */
export const paths = {
  home: () => '/',
  /** With the files that were dropped together. */
  ingest: (files: readonly string[] = []) =>
    files.length === 0 ? '/ingest' : `/ingest?files=${files.map(encodeURIComponent).join(',')}`,
  upload: (id: string, ingestionId?: string) =>
    `/ingest/${encodeURIComponent(id)}${ingestionId ? `?ingestion=${encodeURIComponent(ingestionId)}` : ''}`,
  explore: () => '/explore',
  exploration: (datasource: string, search = '') =>
    `/explore/${encodeURIComponent(datasource)}${search === '' ? '' : `?${search}`}`,
  /** A saved exploration; short, however long its own address is. */
  view: (id: string) => `/explore?view=${encodeURIComponent(id)}`,
  dashboards: () => '/dashboards',
  dashboard: (id: string) => `/dashboards/${encodeURIComponent(id)}`,
  datasources: () => '/datasources',
  datasource: (name: string) => `/datasources/${encodeURIComponent(name)}`,
  sql: (search = '') => `/sql${search === '' ? '' : `?${search}`}`,
  /** With a check to show. */
  health: (check?: string) =>
    check === undefined ? '/health' : `/health?check=${encodeURIComponent(check)}#check-${encodeURIComponent(check)}`,
  /** Wherever the page of the upload is that it belongs to. */
  ingestion: (id: string) => `/ingestions/${encodeURIComponent(id)}`,
} as const

export const patterns = {
  home: '/',
  ingest: '/ingest',
  upload: '/ingest/:uploadId',
  explore: '/explore',
  exploration: '/explore/:datasource',
  dashboards: '/dashboards',
  dashboard: '/dashboards/:id',
  datasources: '/datasources',
  datasource: '/datasources/:name',
  sql: '/sql',
  health: '/health',
  ingestion: '/ingestions/:id',
} as const
