import type { IngestionSpec } from '@nemeton/contract'

interface Batch {
  readonly dataSchema: object
  readonly ioConfig: { readonly inputSource: object; readonly inputFormat: object }
}

/** The same reading of the same rows for Druid's sampler, which takes no `index_parallel`. */
export function buildSamplerSpec(spec: IngestionSpec): IngestionSpec {
  const { dataSchema, ioConfig } = spec.spec as Batch
  const { inputSource, inputFormat } = ioConfig
  return {
    type: 'index',
    spec: {
      type: 'index',
      dataSchema,
      ioConfig: { type: 'index', inputSource, inputFormat },
      tuningConfig: { type: 'index' },
    },
  }
}
