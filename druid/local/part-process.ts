import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DataFolders } from './data-folders.ts'
import { spawnable } from './launch.ts'
import { PartFailure } from './part-failure.ts'
import type { PartName } from './part-name.ts'
import type { PartPlan } from './part-plan.ts'
import { dropRecord, signal, writeRecord } from './part-record.ts'
import type { PartState, Report } from './part-state.ts'
import { descendantsOf } from './process-identity.ts'

export interface PartHandle {
  readonly name: PartName
  /** Undefined while the part does not run. */
  readonly pid: number | undefined
  /** Resolves when the part is ready. */
  start(): Promise<void>
  /** Politely, then by force; resolves when the process is gone. */
  stop(): Promise<void>
  restart(): Promise<void>
  kill(): Promise<void>
  pause(): void
  resume(): void
}

interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<void>
  end: string | undefined
  /** Its end is our own doing. */
  leaving: boolean
}

/** Owns one process of the stack. */
export class PartProcess implements PartHandle {
  readonly #plan: PartPlan
  readonly #folders: DataFolders
  readonly #report: Report
  #running: Running | undefined

  constructor(plan: PartPlan, folders: DataFolders, report: Report) {
    this.#plan = plan
    this.#folders = folders
    this.#report = report
  }

  get name(): PartName {
    return this.#plan.name
  }

  get pid(): number | undefined {
    return this.#running?.child.pid
  }

  get log(): string {
    return join(this.#folders.logs, `${this.name}.log`)
  }

  async start(): Promise<void> {
    if (this.#running) return
    const began = Date.now()
    this.#tell('starting')
    const running = this.#spawn()
    while (!(await this.#plan.isReady().catch(() => false))) {
      if (running.end) throw new PartFailure(this.name, running.leaving ? 'was stopped' : running.end, this.log)
      if (Date.now() - began > this.#plan.readyWithinMs) {
        throw new PartFailure(this.name, `did not answer within ${this.#plan.readyWithinMs / 1000} s`, this.log)
      }
      await sleep(100)
    }
    this.#tell('ready', began)
  }

  async stop(): Promise<void> {
    const running = this.#running
    if (!running) return
    const began = Date.now()
    this.#tell('stopping')
    running.leaving = true
    this.#signalFamily('SIGCONT')
    const family = this.#family()
    running.child.kill(this.#plan.stopSignal)
    await Promise.race([running.ended, sleep(this.#plan.graceMs, undefined, { ref: false })])
    for (const pid of family) if (this.#running === running || pid !== running.child.pid) signal(pid, 'SIGKILL')
    await running.ended
    this.#tell('stopped', began)
  }

  async restart(): Promise<void> {
    await this.stop()
    await this.start()
  }

  async kill(): Promise<void> {
    const running = this.#running
    if (!running) return
    running.leaving = true
    this.#signalFamily('SIGKILL')
    await running.ended
    this.#tell('killed')
  }

  pause(): void {
    this.#signalFamily('SIGSTOP')
    this.#tell('paused')
  }

  resume(): void {
    this.#signalFamily('SIGCONT')
    this.#tell('resumed')
  }

  #spawn(): Running {
    const { command, args, ...ids } = spawnable({ ...this.#plan, orphanSignal: this.#plan.stopSignal })
    const log = openSync(this.log, 'a')
    // Its own process group: Ctrl-C in the terminal reaches the launcher alone, which then stops the parts in order.
    const child = spawn(command, [...args], {
      ...ids,
      cwd: this.#plan.cwd,
      env: this.#plan.env,
      stdio: ['ignore', log, log],
      detached: true,
    })
    closeSync(log)
    const running: Running = { child, end: undefined, leaving: false, ended: this.#awaitEnd(child) }
    this.#running = running
    if (child.pid)
      writeRecord(this.#folders.run, { name: this.name, pid: child.pid, stopSignal: this.#plan.stopSignal })
    return running
  }

  #awaitEnd(child: ChildProcess): Promise<void> {
    return new Promise((resolve) => {
      const end = (how: string) => {
        const running = this.#running
        if (running?.child !== child) return
        running.end = how
        this.#running = undefined
        dropRecord(this.#folders.run, this.name)
        if (!running.leaving) this.#tell('ended', undefined, how)
        resolve()
      }
      child.once('error', (error) => end(`could not start: ${error.message}`))
      child.once('exit', (code, name) => end(name ? `ended by ${name}` : `ended with exit code ${code}`))
    })
  }

  #family(): readonly number[] {
    const pid = this.pid
    return pid === undefined ? [] : [pid, ...descendantsOf(pid)]
  }

  #signalFamily(name: NodeJS.Signals): void {
    for (const pid of this.#family()) signal(pid, name)
  }

  #tell(state: PartState['state'], began?: number, detail?: string): void {
    this.#report({
      part: this.name,
      state,
      ...(began !== undefined && { seconds: (Date.now() - began) / 1000 }),
      ...(detail && { detail }),
    })
  }
}
