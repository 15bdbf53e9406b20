import type { IngestionSpec } from '@nemeton/contract'

interface Ours {
  readonly dataSchema: { readonly granularitySpec: Readonly<Record<string, unknown>> }
  readonly ioConfig: { readonly inputSource: { readonly objects: readonly unknown[] } }
}

/** The same rows in the shape that Druid's own documents and console begin with: no intervals, one object, default tuning. */
export function defaultShape(
  ours: IngestionSpec,
  object: { readonly bucket: string; readonly key: string },
  inputFormat: object,
): IngestionSpec {
  const { dataSchema, ioConfig } = ours.spec as Ours
  const { intervals: _intervals, ...granularitySpec } = dataSchema.granularitySpec
  return {
    type: 'index_parallel',
    spec: {
      dataSchema: { ...dataSchema, granularitySpec },
      ioConfig: {
        ...ioConfig,
        inputSource: { type: 's3', objects: [{ bucket: object.bucket, path: object.key }] },
        inputFormat,
      },
      tuningConfig: { type: 'index_parallel' },
    },
  }
}
