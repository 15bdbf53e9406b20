import { getIngestion } from '@nemeton/contract'
import type { QueryClient } from '@tanstack/react-query'
import { createBrowserRouter, redirect } from 'react-router'
import { call } from './api/call.ts'
import { datasourceQuery } from './api/datasources.ts'
import { paths, patterns } from './paths.ts'
import { NotFound } from './shell/NotFound.tsx'
import { PageError } from './shell/PageError.tsx'
import { Shell } from './shell/Shell.tsx'
import { lazily } from './ui/lazily.ts'
import { PageSkeleton } from './ui/PageSkeleton.tsx'

/** The URL map; each page is its own download. */
export function createRoutes(client: QueryClient) {
  return createBrowserRouter([
    {
      element: <Shell />,
      hydrateFallbackElement: <PageSkeleton />,
      errorElement: <PageError />,
      children: [
        {
          errorElement: <PageError />,
          children: [
            { path: patterns.home, loader: () => redirect(paths.ingest()) },
            {
              path: patterns.ingest,
              lazy: async () => ({ Component: (await import('./ingest/IngestPage.tsx')).IngestPage }),
            },
            {
              path: patterns.upload,
              lazy: async () => ({ Component: (await import('./ingest/UploadPage.tsx')).UploadPage }),
            },
            {
              path: patterns.explore,
              lazy: async () => ({ Component: (await import('./explore/ExploreStart.tsx')).ExploreStart }),
            },
            {
              path: patterns.exploration,
              // what the first query needs is asked for while the page's code is on its way
              loader: ({ params: { datasource = '' } }) => {
                void client.prefetchQuery({ ...datasourceQuery(datasource), staleTime: 60_000 })
                return null
              },
              shouldRevalidate: ({ currentParams, nextParams }) => currentParams.datasource !== nextParams.datasource,
              lazy: async () => ({ Component: (await import('./explore/ExplorePage.tsx')).ExplorePage }),
            },
            {
              path: patterns.dashboards,
              lazy: async () => ({ Component: (await import('./dashboards/DashboardsPage.tsx')).DashboardsPage }),
            },
            {
              path: patterns.dashboard,
              // Pages do not know one another: what draws an exploration is handed in.
              lazy: async () => {
                const fetchTile = async () => (await import('./explore/ExplorationTile.tsx')).ExplorationTile
                fetchTile().catch(() => {})
                const { DashboardPage } = await import('./dashboards/DashboardPage.tsx')
                return { element: <DashboardPage Content={lazily(fetchTile)} /> }
              },
            },
            {
              path: patterns.datasources,
              lazy: async () => ({ Component: (await import('./datasources/DatasourcesPage.tsx')).DatasourcesPage }),
            },
            {
              path: patterns.datasource,
              lazy: async () => ({ Component: (await import('./datasources/DatasourcePage.tsx')).DatasourcePage }),
            },
            {
              path: patterns.sql,
              lazy: async () => ({ Component: (await import('./sql/SqlPage.tsx')).SqlPage }),
            },
            {
              path: patterns.health,
              lazy: async () => ({ Component: (await import('./health/HealthPage.tsx')).HealthPage }),
            },
            {
              path: patterns.ingestion,
              loader: async ({ params: { id = '' }, request: { signal } }) => {
                const { uploadId } = await call(getIngestion, { params: { id }, signal })
                return redirect(paths.upload(uploadId, id))
              },
            },
            { path: '*', element: <NotFound /> },
          ],
        },
      ],
    },
  ])
}
