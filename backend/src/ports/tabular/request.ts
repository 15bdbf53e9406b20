import type { IngestionPlan, Profile } from '@nemeton/contract'
import type { SpooledFile } from './tabular.ts'

/** What the parent asks of the child. */
export type Request =
  | { readonly kind: 'inspect'; readonly file: SpooledFile }
  | { readonly kind: 'provisional'; readonly head: Uint8Array }
  | { readonly kind: 'profile'; readonly file: SpooledFile }
  | { readonly kind: 'preview'; readonly file: SpooledFile; readonly profile: Profile; readonly rows: number }
  | {
      readonly kind: 'sample'
      readonly file: SpooledFile
      readonly profile: Profile
      readonly plan: IngestionPlan
      readonly rows: number
    }
  | {
      readonly kind: 'localHours'
      readonly file: SpooledFile
      readonly profile: Profile
      readonly plan: IngestionPlan
    }
  | {
      readonly kind: 'stage'
      readonly file: SpooledFile
      readonly profile: Profile
      readonly plan: IngestionPlan
      readonly folder: string
    }

export type Question =
  | { readonly kind: 'ask'; readonly id: number; readonly request: Request }
  | { readonly kind: 'cancel'; readonly id: number }

export type Answer =
  | { readonly kind: 'value'; readonly id: number; readonly value: unknown }
  | {
      readonly kind: 'error'
      readonly id: number
      readonly code: string | null
      readonly message: string
      readonly details: unknown
    }

/** How the child is started: its only arguments, as JSON. */
export interface ChildOptions {
  readonly memoryMb: number
  readonly spoolFolder: string
}
