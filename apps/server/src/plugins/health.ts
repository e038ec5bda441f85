import { ConduitError, isConduitError } from '@conduit/core'
import { type Database, listControllers } from '@conduit/db'
import type { FastifyInstance } from 'fastify'
import { createProbe } from '../probe.ts'

/** What readiness depends on. */
export interface HealthOptions {
  readonly database: Database
  /** Rejects with `unavailable` while something else is missing that the server is used with. */
  readonly ensureUsable: () => Promise<void>
}

const times = { keptMilliseconds: 1_000, deadlineMilliseconds: 2_000 }

/**
 * `GET /health/live`: the process answers. `GET /health/ready`: it can do its work, which means that
 * the database is reachable and migrated, and that somebody can use the API; 503 otherwise. Asked once a
 * second at most, whoever wants to know.
 */
export async function healthPlugin(
  app: FastifyInstance,
  { database, ensureUsable }: HealthOptions,
): Promise<void> {
  const options = { config: { rateLimit: false } } as const
  const ready = createProbe(async () => {
    try {
      // Fails on a database that does not answer, and on one without tables.
      await listControllers(database, null, { first: 1 })
      await ensureUsable()
    } catch (cause) {
      if (isConduitError(cause)) throw cause
      throw new ConduitError('unavailable', { reason: 'the database does not answer', cause })
    }
  }, times)
  app.get('/health/live', options, async () => ({ status: 'ok' }))
  app.get('/health/ready', options, async () => {
    await ready()
    return { status: 'ok' }
  })
}
