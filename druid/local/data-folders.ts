import { chmodSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'

export interface DataFolders {
  readonly root: string
  readonly run: string
  readonly control: string
  readonly logs: string
  readonly secrets: string
  readonly postgres: string
  readonly s3: string
  readonly zookeeper: string
  readonly derby: string
  readonly druid: string
  readonly spool: string
}

export function dataFolders(dataDir: string): DataFolders {
  const root = resolve(dataDir)
  return {
    root,
    run: join(root, 'run'),
    control: join(root, 'run', 'control.json'),
    logs: join(root, 'logs'),
    secrets: join(root, 'secrets.json'),
    postgres: join(root, 'postgres'),
    s3: join(root, 's3'),
    zookeeper: join(root, 'zookeeper'),
    derby: join(root, 'derby'),
    druid: join(root, 'druid'),
    spool: join(root, 'spool'),
  }
}

export function makeFolders(folders: DataFolders): void {
  mkdirSync(folders.root, { recursive: true })
  for (const folder of [folders.run, folders.s3, folders.zookeeper, folders.derby, folders.druid, folders.spool]) {
    mkdirSync(folder, { recursive: true })
    chmodSync(folder, 0o700)
  }
}

/** Logs of the run before are kept one run long. */
export function turnLogs(folders: DataFolders): void {
  const before = join(folders.root, 'logs.previous')
  rmSync(before, { recursive: true, force: true })
  try {
    renameSync(folders.logs, before)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  mkdirSync(join(folders.logs, 'requests'), { recursive: true })
}

/** Removes what a stack keeps and nothing else that may lie in the folder. */
export function forget(folders: DataFolders): void {
  const { secrets, postgres, s3, zookeeper, derby, druid, spool, logs } = folders
  for (const path of [secrets, postgres, s3, zookeeper, derby, druid, spool, logs])
    rmSync(path, { recursive: true, force: true })
}
