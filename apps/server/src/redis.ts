import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import { Redis } from 'ioredis'

/** What asks waits a fraction of it: this is how long what hangs is remembered. */
const milliseconds = 5_000
/**
 * A connection of which nothing is heard for so long is made anew: after a fail-over it leads nowhere, and
 * nobody ends it. Then it is in use again within five seconds after the new one is there.
 */
const silentMilliseconds = 3_000
/** Longest pause between two tries to connect. */
const longestPause = 1_000
/** So long a start waits for it; the database takes about as long. */
const startMilliseconds = 500

/**
 * Connects to Redis for what may be lost: a command that cannot be sent at once fails at once. One that
 * is away, or accepts and says nothing, holds nobody up: the client goes on trying.
 */
export async function connectRedis(url: string, logger: FastifyBaseLogger): Promise<Redis> {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: silentMilliseconds,
    socketTimeout: silentMilliseconds,
    commandTimeout: milliseconds,
    retryStrategy: tries => Math.min(tries * 50, longestPause),
  })
  redis.on('error', error => logger.warn({ err: error }, 'rate limit store unreachable'))
  const connected = redis.connect().catch(() => undefined)
  await Promise.race([connected, pause(startMilliseconds, undefined, { ref: false })])
  return redis
}
