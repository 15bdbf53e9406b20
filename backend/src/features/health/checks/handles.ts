import { type Check, judged } from './check.ts'
import { overInstances } from './of-instances.ts'
import { sayNames, sayShare } from './say.ts'

const source = "process.getActiveResourcesInfo() and /proc/self/fd of the service's process"
const muchShare = 0.8
const manyHandles = 20_000

export const handles: Check = {
  name: 'handles',
  title: 'The service has file handles left',
  group: 'service',
  page: null,
  isOfInstances: true,
  judge: (facts) =>
    overInstances(facts, source, (instances) => {
      const evidence = instances.slice(0, 6).flatMap(({ id, process: { handles: active, files } }) => [
        { label: `${id}: handles`, value: active, unit: 'count' as const },
        ...(files === null
          ? []
          : [
              { label: `${id}: open files`, value: files.open, unit: 'count' as const },
              { label: `${id}: open files at most`, value: files.most, unit: 'count' as const },
            ]),
      ])
      const short = instances.filter(
        ({ process: { handles: active, files } }) =>
          active >= manyHandles || (files !== null && files.open / files.most >= muchShare),
      )
      if (short.length > 0)
        return judged('warning', {
          sentence: `${sayNames(short.map(({ id }) => id))} holds ${Math.max(...short.map(({ process }) => process.files?.open ?? process.handles))} handles: at the limit, connections and files fail.`,
          source,
          subjects: short.map(({ id }) => id),
          evidence,
          remedy:
            'Raise the limit of open files of the process (ulimit -n, LimitNOFILE); if their number only ever grows, start it anew.',
        })
      const shares = instances.flatMap(({ process: { files } }) => (files === null ? [] : [files.open / files.most]))
      return judged('ok', {
        sentence: `${Math.max(...instances.map(({ process }) => process.handles))} handles are open${shares.length === 0 ? '' : `, ${sayShare(Math.max(...shares))} of what may be`}.`,
        source,
        evidence,
      })
    }),
}
