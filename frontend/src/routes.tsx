import { createBrowserRouter, redirect } from 'react-router'
import { paths, patterns } from './paths.ts'
import { NotFound } from './shell/NotFound.tsx'
import { PageError } from './shell/PageError.tsx'
import { Shell } from './shell/Shell.tsx'
import { PageSkeleton } from './ui/PageSkeleton.tsx'

/** The URL map; each page is its own download. */
export function createRoutes() {
  return createBrowserRouter([
    {
      element: <Shell />,
      hydrateFallbackElement: <PageSkeleton />,
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
                const [{ DashboardPage }, { ExplorationTile }] = await Promise.all([
                  import('./dashboards/DashboardPage.tsx'),
                  import('./explore/ExplorationTile.tsx'),
                ])
                return { element: <DashboardPage Content={ExplorationTile} /> }
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
            { path: '*', element: <NotFound /> },
          ],
        },
      ],
    },
  ])
}
