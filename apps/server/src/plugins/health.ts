import { ConduitError } from '@conduit/core'
import { type Database, listControllers } from '@conduit/db'
import type { FastifyInstance } from 'fastify'

/** What readiness depends on. */
export interface HealthOptions {
  readonly database: Database
}

/**
 * `GET /health/live`: the process answers. `GET /health/ready`: it can do its work, which means that
 * the database is reachable and migrated; 503 otherwise.
 */
export async function healthPlugin(
  app: FastifyInstance,
  { database }: HealthOptions,
): Promise<void> {
  const options = { config: { rateLimit: false } } as const
  app.get('/health/live', options, async () => ({ status: 'ok' }))
  app.get('/health/ready', options, async () => {
    try {
      // Fails on a database that does not answer, and on one without tables.
      await listControllers(database, null, { first: 1 })
    } catch (cause) {
      throw new ConduitError('unavailable', { reason: 'the database does not answer', cause })
    }
    return { status: 'ok' }
  })
}
