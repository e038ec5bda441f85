import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

let reaper: ChildProcess | null = null

/** Has a child killed when this process ends while it still runs, even if this one is killed itself. */
export function takeAlong(child: ChildProcess): void {
  reaper ??= startReaper()
  const { pid } = child
  reaper.send({ started: pid })
  child.once('exit', () => reaper?.send({ ended: pid }))
}

function startReaper(): ChildProcess {
  const script = fileURLToPath(new URL('./reaper.js', import.meta.url))
  // In a group of its own: Ctrl-C must not end it first.
  const child = fork(script, { execArgv: [], detached: true })
  child.unref()
  child.channel?.unref()
  return child
}
