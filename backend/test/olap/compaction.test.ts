import t from 'tap'
import { readCompaction, standardCompaction, writeCompaction } from '../../src/olap/compaction.ts'

t.test('what is written is read again', async (t) => {
  const settings = { targetRows: 1_000_000, skipOffset: 'P2D' }
  t.same(readCompaction(writeCompaction(null, settings)), settings)
  t.same(readCompaction({}), standardCompaction)
})

t.test('what somebody else has set stays', async (t) => {
  const before = {
    dataSource: 'sales',
    taskPriority: 10,
    skipOffsetFromLatest: 'P1D',
    granularitySpec: { segmentGranularity: 'MONTH' },
    tuningConfig: {
      maxNumConcurrentSubTasks: 3,
      partitionsSpec: {
        type: 'range',
        partitionDimensions: ['branch'],
        targetRowsPerSegment: 5,
        maxRowsPerSegment: null,
      },
    },
  }
  t.same(readCompaction(before), { targetRows: 5, skipOffset: 'P1D' })
  t.same(writeCompaction(before, { targetRows: 7, skipOffset: 'P3D' }), {
    ...before,
    maxRowsPerSegment: null,
    skipOffsetFromLatest: 'P3D',
    tuningConfig: {
      maxNumConcurrentSubTasks: 3,
      partitionsSpec: {
        type: 'range',
        partitionDimensions: ['branch'],
        targetRowsPerSegment: 7,
        maxRowsPerSegment: null,
      },
    },
  })
})
