import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { ahead } from './build/ahead.ts'
import { packed } from './build/packed.ts'

export default defineConfig({
  plugins: [
    react(),
    ahead({
      path: '/explore/',
      page: '/src/explore/ExplorePage.tsx',
      later: ['/src/explore/Boards.tsx', '/src/visualizations/TimeChart.tsx'],
    }),
    packed(),
  ],
  // Hoisted packages would otherwise find another React than ours.
  resolve: { dedupe: ['react', 'react-dom', 'react-is', 'zod'] },
  // Inlined assets become data: URLs, which the content policy refuses for fonts and scripts.
  build: { sourcemap: false, assetsInlineLimit: 0, target: 'es2023', modulePreload: { polyfill: false } },
  server: { proxy: { '/api': process.env.NEMETON_URL ?? 'http://127.0.0.1:4000' } },
})
