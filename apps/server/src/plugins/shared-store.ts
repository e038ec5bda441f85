import type { FastifyBaseLogger } from 'fastify'
import type { Redis } from 'ioredis'
import type { LogMessage } from '../logging/log-fields.ts'

const patienceMilliseconds = 250
const leftAloneMilliseconds = 1_000

/** A Redis that may hang or be gone. */
export interface SharedStore {
  readonly redis: Redis
  /**
   * Asks it, unless it failed within the last second.
   * @returns null: it was not asked, failed, or did not answer in time
   */
  ask<Answer>(question: () => Promise<Answer>): Promise<Answer | null>
}

/** What a shared store is made of. */
export interface SharedStoreOptions {
  readonly redis: Redis
  /** Milliseconds by a clock that is never set. */
  readonly elapsed: () => number
  readonly logger: FastifyBaseLogger
}

/** After a failure one caller a second tries again; nobody else waits for what may hang. */
export function sharedStore({ redis, elapsed, logger }: SharedStoreOptions): SharedStore {
  let askedAgainAt: number | null = null
  const fail = (error: unknown): null => {
    if (askedAgainAt === null) {
      logger.warn({ err: error }, 'rate limit store unreachable' satisfies LogMessage)
    }
    askedAgainAt = elapsed() + leftAloneMilliseconds
    return null
  }
  return {
    redis,
    async ask(question) {
      if (askedAgainAt !== null) {
        const now = elapsed()
        if (now < askedAgainAt) return null
        askedAgainAt = now + leftAloneMilliseconds
      }
      try {
        const answer = await inTime(question())
        askedAgainAt = null
        return answer
      } catch (error) {
        return fail(error)
      }
    },
  }
}

/** @throws what it was asked for throws, or that there is no answer in time */
function inTime<Answer>(asked: Promise<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const isLate = () => reject(new Error('no answer in time'))
    // After one more turn: an answer may lie there that this process was too busy to look at.
    const timer = setTimeout(() => setImmediate(isLate), patienceMilliseconds)
    asked.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
