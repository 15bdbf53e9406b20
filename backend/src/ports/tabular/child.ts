import { dirname, join } from 'node:path'
import { ProductError } from '@nemeton/contract'
import type { Engine, EngineOptions } from './engine.ts'
import type { WithEngine } from './open.ts'
import type { Answer, ChildOptions, Question, Request } from './request.ts'
import type { Reading, SpooledFile } from './tabular.ts'

/** The child process that reads files: answers questions over IPC, ends with its parent. */
const options = JSON.parse(process.argv[2] ?? '{}') as ChildOptions
const scratch = join(options.spoolFolder, 'scratch')
const running = new Map<number, AbortController>()

/** DuckDB is loaded with the first request that needs it. */
const withEngine = async <T>(
  signal: AbortSignal,
  own: Partial<EngineOptions>,
  work: (engine: Engine) => Promise<T>,
): Promise<T> => {
  const engine = await import('./engine.ts')
  const base = {
    memoryMb: options.memoryMb,
    scratch,
    folders: [options.spoolFolder],
  }
  return engine.withEngine({ ...base, ...own }, signal, work)
}

/** Enough for the buffers of the JSON reader, which hold the longest object that is allowed. */
const light = 128

const inOrder =
  ({ path }: SpooledFile, signal: AbortSignal): WithEngine =>
  (work) =>
    withEngine(signal, { memoryMb: light, ordered: true, folders: [dirname(path)] }, work)

const answer = async (request: Request, signal: AbortSignal): Promise<unknown> => {
  switch (request.kind) {
    case 'provisional':
      return (await import('./provisional.ts')).provisionalOf(request.head)
    case 'inspect': {
      const { inspect } = await import('./open.ts')
      const own = { memoryMb: light, folders: [dirname(request.file.path)] }
      return inspect((work) => withEngine(signal, own, work), request.file, signal)
    }
    case 'profile': {
      const { readProfile } = await import('./read-profile.ts')
      return withEngine(signal, { folders: [dirname(request.file.path)] }, (engine) =>
        readProfile(engine, request.file, signal),
      )
    }
    case 'preview': {
      const { readPreview } = await import('./preview.ts')
      return readPreview(inOrder(request.file, signal), request.file, request.profile, request.rows, signal)
    }
    case 'sample': {
      const { readSample } = await import('./sample.ts')
      const { file, profile, plan, rows } = request
      return readSample(inOrder(file, signal), file, profile, plan, rows, signal)
    }
    case 'localHours': {
      const { countLocalHours } = await import('./local-hours.ts')
      const { file, profile, plan } = request
      return withEngine(signal, { folders: [dirname(file.path)] }, (engine) =>
        countLocalHours(engine, file, profile, plan, signal),
      )
    }
    case 'stage': {
      const { writeStage } = await import('./stage.ts')
      return withEngine(signal, { folders: [dirname(request.file.path), request.folder] }, (engine) =>
        writeStage(engine, request.file, request.profile, request.plan, request.folder, signal),
      )
    }
  }
}

const failure = (id: number, error: unknown): Answer => {
  if (error instanceof ProductError)
    return { kind: 'error', id, code: error.code, message: error.message, details: error.details }
  return {
    kind: 'error',
    id,
    code: null,
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    details: undefined,
  }
}

process.on('message', async (question: Question) => {
  if (question.kind === 'cancel') {
    running.get(question.id)?.abort()
    return
  }
  const { id, request } = question
  const controller = new AbortController()
  running.set(id, controller)
  try {
    const value = await answer(request, controller.signal)
    process.send?.({ kind: 'value', id, value } satisfies Answer)
  } catch (error) {
    process.send?.(failure(id, error))
  } finally {
    running.delete(id)
  }
})

const warmUp = async (): Promise<void> => {
  const { signal } = new AbortController()
  const file = await (await import('./warm.ts')).writeWarmFile(scratch)
  await answer({ kind: 'inspect', file }, signal)
  const { profile } = (await answer({ kind: 'profile', file }, signal)) as Reading
  await answer({ kind: 'preview', file, profile, rows: 100 }, signal)
}
// A request that comes meanwhile is answered beside it.
warmUp().catch(() => {})

process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
