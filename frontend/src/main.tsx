import './mantine.css'
import './theme.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router/dom'
import { createQueryClient } from './api/query-client.ts'
import { TransfersProvider } from './api/TransfersProvider.tsx'
import { traceSigns } from './api/traceparent.ts'
import { createTransfers } from './api/transfers.ts'
import { createRoutes } from './routes.tsx'
import { theme } from './theme.ts'
import { askForStylesAgain, awaitSigns } from './ui/later.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

traceSigns()
awaitSigns()
askForStylesAgain()
const client = createQueryClient()
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <TransfersProvider transfers={createTransfers()}>
          <RouterProvider router={createRoutes(client)} />
        </TransfersProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
