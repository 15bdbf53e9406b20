import { type Check, cannotTell, judged } from './check.ts'
import { sayBytes, sayCount, sayNames } from './say.ts'

const source =
  'GET /druid/coordinator/v1/metadata/datasources/<datasource>/segments?full and …/unusedSegments, beside the list of the bucket'
const muchBytes = 10_000_000_000
const muchShare = 0.2

export const deepStorageOrphans: Check = {
  name: 'deep-storage-orphans',
  title: 'Deep storage holds nothing that no segment names',
  group: 'storage',
  page: { title: 'Deep storage', path: 'design/deep-storage' },
  judge: ({ orphans: read }) => {
    if (read.kind === 'unknown') return cannotTell(read, source)
    const { objects, bytes, orphans, orphanBytes, datasources, isWhole, at } = read.value
    const evidence = [
      { label: 'objects looked at', value: objects, unit: 'count' as const },
      { label: 'bytes looked at', value: bytes, unit: 'bytes' as const },
      { label: 'named by no segment, a day old', value: orphans, unit: 'count' as const },
      { label: 'bytes of them', value: orphanBytes, unit: 'bytes' as const },
      { label: 'looked at', value: new Date(at).toISOString(), unit: 'instant' as const },
      { label: 'everything was looked at', value: isWhole },
    ]
    if (orphans === 0)
      return judged(isWhole ? 'ok' : 'info', {
        sentence: `Each of ${sayCount(objects, 'object')} in deep storage${isWhole ? '' : ' that were looked at so far'} belongs to a segment.`,
        source,
        evidence,
      })
    return judged(orphanBytes > muchBytes || orphanBytes > bytes * muchShare ? 'warning' : 'info', {
      sentence: `${sayCount(orphans, 'object')} of ${sayNames(datasources)} in deep storage, ${sayBytes(orphanBytes)}, ${orphans === 1 ? 'is' : 'are'} named by no segment: an estimate.`,
      source,
      subjects: datasources,
      evidence,
      remedy:
        'They cost room and nothing else. Make sure that no other cluster uses the bucket and that no backup of the metadata store names them, then remove them by hand.',
    })
  },
}
