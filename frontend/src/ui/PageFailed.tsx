import { Failed, type FailedProps } from './Failed.tsx'
import { Page } from './Page.tsx'

/** A page whose content could not be read. */
export function PageFailed({ title, ...failed }: FailedProps & { readonly title: string }) {
  return (
    <Page title={title}>
      <Failed {...failed} />
    </Page>
  )
}
