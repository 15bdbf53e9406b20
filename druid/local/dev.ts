import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { formatState } from './part-state.ts'
import { startStack } from './stack.ts'

const repository = join(import.meta.dirname, '../..')
const stack = await startStack({
  portOffset: Number(process.env.PORT_OFFSET || 0),
  dataDir: process.env.DATA_DIR || join(repository, '.data'),
  service: false,
  onState: (line) => console.log(formatState(line)),
})
const run = (command: string, args: readonly string[]): ChildProcess =>
  spawn(command, args, { cwd: repository, stdio: 'inherit', env: { ...process.env, ...stack.env } })
const children = [
  run(process.execPath, ['--watch', 'backend/src/main.ts']),
  run('npm', ['run', '--silent', 'dev', '-w', '@nemeton/frontend']),
]
let leaving = false
const leave = () => {
  if (leaving) return
  leaving = true
  for (const child of children) child.kill('SIGTERM')
  void stack.stop().then(() => process.exit(0))
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, leave)
const parent = process.ppid
setInterval(() => process.ppid === parent || leave(), 500)
