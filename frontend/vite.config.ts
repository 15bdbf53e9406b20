import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { ahead } from './build/ahead.ts'
import { gathered } from './build/gathered.ts'
import { packed } from './build/packed.ts'
import { patterns } from './src/paths.ts'

const pages = {
  [patterns.ingest]: ['/src/ingest/IngestPage.tsx'],
  [patterns.upload]: ['/src/ingest/UploadPage.tsx'],
  [patterns.explore]: ['/src/explore/ExploreStart.tsx'],
  [patterns.exploration]: ['/src/explore/ExplorePage.tsx'],
  [patterns.dashboards]: ['/src/dashboards/DashboardsPage.tsx'],
  [patterns.dashboard]: ['/src/dashboards/DashboardPage.tsx', '/src/explore/ExplorationTile.tsx'],
  [patterns.datasources]: ['/src/datasources/DatasourcesPage.tsx'],
  [patterns.datasource]: ['/src/datasources/DatasourcePage.tsx'],
  [patterns.sql]: ['/src/sql/SqlPage.tsx'],
  [patterns.health]: ['/src/health/HealthPage.tsx'],
}

export default defineConfig({
  plugins: [
    react(),
    gathered({
      together: {
        explore: pages[patterns.exploration] ?? [],
        boards: ['/src/explore/Boards.tsx'],
        charts: ['/src/visualizations/TimeChart.tsx'],
        // of use on every page
        flyouts: ['/src/ui/PlacedFlyout.tsx', '/src/ui/Tip.tsx'],
        menus: [
          '/src/explore/DatasourcePicker.tsx',
          '/src/explore/FilterMenu.tsx',
          '/src/explore/SplitMenu.tsx',
          '/src/views/ViewMenu.tsx',
        ],
      },
      pages: Object.entries(pages).flatMap(([pattern, modules]) =>
        pattern === patterns.exploration ? [] : modules.slice(0, 1),
      ),
    }),
    ahead(pages),
    packed(),
  ],
  // Hoisted packages would otherwise find another React than ours.
  resolve: { dedupe: ['react', 'react-dom', 'react-is', 'zod'] },
  build: {
    sourcemap: false,
    // Inlined assets become data: URLs, which the content policy refuses for fonts and scripts.
    assetsInlineLimit: 0,
    target: 'es2023',
    modulePreload: { polyfill: false },
    // What a page may wait for is measured by a test.
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { '/api': process.env.NEMETON_URL ?? 'http://127.0.0.1:4000' } },
})
