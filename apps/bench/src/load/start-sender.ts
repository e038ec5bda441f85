import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { LoadJob, LoadResult } from './load-job.ts'

/** What the sender's process is told. */
export type Order = { readonly kind: 'prepare'; readonly job: LoadJob } | { readonly kind: 'send' }

/** What it answers. */
export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly result: LoadResult }

/** Sends loads from a process of its own, one at a time. */
export interface Sender {
  /** Makes the requests and opens the connections; returns how to send. */
  prepare(job: LoadJob): Promise<() => Promise<LoadResult>>
  stop(): Promise<void>
}

/** Starts a sender. It ends with this process. */
export function startSender(): Sender {
  const script = fileURLToPath(new URL('./sender.js', import.meta.url))
  const child = fork(script, { execArgv: [] })
  const order = async (message: Order): Promise<Answer> => {
    const stopped = new AbortController()
    const options = { signal: stopped.signal }
    const answered = once(child, 'message', options)
    const ended = once(child, 'exit', options).then(() => {
      throw new Error('the sender ended')
    })
    child.send(message)
    try {
      const [answer] = await Promise.race([answered, ended])
      return answer as Answer
    } finally {
      ended.catch(() => {})
      answered.catch(() => {})
      stopped.abort()
    }
  }
  return {
    async prepare(job) {
      const { hostname } = new URL(job.url)
      if (hostname !== '127.0.0.1') throw new Error('load goes to this machine only')
      await order({ kind: 'prepare', job })
      return async () => {
        const answer = await order({ kind: 'send' })
        if (answer.kind !== 'result') throw new Error('the sender answered out of turn')
        return answer.result
      }
    },
    async stop() {
      if (child.exitCode !== null) return
      child.disconnect()
      await once(child, 'exit')
    },
  }
}
