import type { JobQueue } from './job-queue.ts'

/**
 * A queue that is made when it is started, since making one loads a sixth of all the code there is.
 * What is to be read before that waits in its table, where the queue looks as it starts. One that could
 * not be started is stopped, and the next start makes another.
 *
 * @param make loads the queue and makes it; it is not started yet
 */
export function queueStartedLater(make: () => Promise<JobQueue>): JobQueue {
  let made: JobQueue | null = null
  let running: JobQueue | null = null
  let starting: Promise<void> | null = null
  let isStopped = false

  const begin = async (): Promise<void> => {
    const queue = await make()
    if (isStopped) return
    made = queue
    await queue.start()
    running = queue
    // What was recorded before has no job; what is from now on has one.
    await queue.lookForWork()
  }
  /** It may hold connections, and is not to be started a second time. */
  const discard = async (): Promise<void> => {
    const failed = made
    made = null
    running = null
    await failed?.stop().catch(() => undefined)
    starting = null
  }
  return {
    enqueueFetches: async (executor, integrations) => {
      await running?.enqueueFetches(executor, integrations)
    },
    enqueueExport: async (executor, copy) => {
      await running?.enqueueExport(executor, copy)
    },
    enqueueTellings: async (executor, integrations) => {
      await running?.enqueueTellings(executor, integrations)
    },
    enqueueRedaction: async (executor, redaction) => {
      await running?.enqueueRedaction(executor, redaction)
    },
    enqueueRotation: async executor => {
      await running?.enqueueRotation(executor)
    },
    depths: async () => (await running?.depths()) ?? new Map(),
    start: () => {
      starting ??= begin().catch(async error => {
        await discard()
        throw error
      })
      return starting
    },
    lookForWork: async () => {
      await running?.lookForWork()
    },
    stop: async () => {
      isStopped = true
      // Whoever started it has been told how that ended.
      await starting?.catch(() => undefined)
      await made?.stop()
    },
  }
}
