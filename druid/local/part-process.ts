import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DataFolders } from './data-folders.ts'
import { spawnable } from './launch.ts'
import { PartFailure } from './part-failure.ts'
import type { PartName } from './part-name.ts'
import type { PartPlan } from './part-plan.ts'
import { dropRecord, writeRecord } from './part-record.ts'
import type { PartState, Report } from './part-state.ts'
import { endFamily, familyOf, signal } from './process-family.ts'

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
  readonly pid: number
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
    return this.#running?.pid
  }

  get log(): string {
    return join(this.#folders.logs, `${this.name}.log`)
  }

  async start(): Promise<void> {
    if (this.#running) return
    const began = Date.now()
    this.#tell('starting')
    this.#plan.beforeStart?.()
    const running = await this.#spawn()
    while (!(await this.#plan.isReady(running.pid).catch(() => false))) {
      if (running.end) throw this.#failure(running.leaving ? 'was stopped' : running.end)
      if (Date.now() - began > this.#plan.readyWithinMs) {
        throw this.#failure(`did not answer within ${this.#plan.readyWithinMs / 1000} s`)
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
    await endFamily(running.pid, this.#plan.stopSignal, this.#plan.graceMs)
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
    await endFamily(running.pid, 'SIGKILL', 0)
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

  async #spawn(): Promise<Running> {
    const { command, args, ...ids } = spawnable({ ...this.#plan, orphanSignal: this.#plan.stopSignal })
    const log = openSync(this.log, 'a')
    // Its own process group: Ctrl-C in the terminal reaches the launcher alone, which then stops the parts in order.
    const options = { ...ids, cwd: this.#plan.cwd, env: this.#plan.env, detached: true }
    const child = spawn(command, [...args], { ...options, stdio: ['ignore', log, log] })
    closeSync(log)
    if (child.pid === undefined) {
      const cause = await new Promise<Error>((resolve) => child.once('error', resolve))
      throw this.#failure(`could not start: ${cause.message}`)
    }
    const running: Running = { pid: child.pid, end: undefined, leaving: false, ended: this.#end(child) }
    this.#running = running
    writeRecord(this.#folders.run, { name: this.name, pid: child.pid, stopSignal: this.#plan.stopSignal })
    return running
  }

  #end(child: ChildProcess): Promise<void> {
    return new Promise((resolve) => {
      child.once('exit', (code, name) => {
        const running = this.#running
        this.#running = undefined
        dropRecord(this.#folders.run, this.name)
        if (running) running.end = name ? `was ended by ${name}` : `ended with exit code ${code}`
        if (running && !running.leaving) this.#tell('ended', undefined, running.end)
        resolve()
      })
    })
  }

  #signalFamily(name: NodeJS.Signals): void {
    if (this.pid === undefined) throw new Error(`${this.name} does not run`)
    for (const pid of familyOf(this.pid)) signal(pid, name)
  }

  #failure(reason: string): PartFailure {
    return new PartFailure(this.name, reason, this.log)
  }

  #tell(state: PartState['state'], began?: number, detail?: string): void {
    const seconds = began === undefined ? {} : { seconds: (Date.now() - began) / 1000 }
    this.#report({ part: this.name, state, ...seconds, ...(detail && { detail }) })
  }
}
