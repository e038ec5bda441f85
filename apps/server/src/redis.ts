import type { FastifyBaseLogger } from 'fastify'
import { Redis } from 'ioredis'

/** What asks waits a fraction of it: this is how long what hangs is remembered. */
const milliseconds = 5_000

/** Connects to Redis for what may be lost: a command that cannot be sent at once fails at once. */
export async function connectRedis(url: string, logger: FastifyBaseLogger): Promise<Redis> {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 5_000,
    commandTimeout: milliseconds,
  })
  redis.on('error', error => logger.warn({ err: error }, 'rate limit store unreachable'))
  // Without it the server starts all the same, and the client goes on trying.
  await redis.connect().catch(() => undefined)
  return redis
}
