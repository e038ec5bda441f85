import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { takeAlong } from '../processes/take-along.ts'
import type { CrowdJob, CrowdResult } from './crowd.ts'

/** Callers who send without a pause. */
export interface Crowd {
  /** Lets them finish what is under way, and tells what they were answered. */
  stop(): Promise<CrowdResult>
}

/** Starts a crowd, in a process that ends with this one. */
export function startCrowd(job: CrowdJob): Crowd {
  if (new URL(job.url).hostname !== '127.0.0.1') throw new Error('load goes to this machine only')
  const child = fork(fileURLToPath(new URL('./crowd.js', import.meta.url)), { execArgv: [] })
  takeAlong(child)
  child.send(job)
  return {
    async stop() {
      const ended = once(child, 'exit')
      const told = once(child, 'message')
      child.send('stop')
      const answer = await Promise.race([told, ended.then(() => null)])
      await ended
      if (answer === null) throw new Error('the crowd ended before it was told to')
      return answer[0] as CrowdResult
    },
  }
}
