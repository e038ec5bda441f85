import type { Database } from '@conduit/db'
import { type ConstructorOptions, fromPglite, type PGliteLike } from 'pg-boss'

const schema = 'pgboss'
const connections = 3

/**
 * How pg-boss reaches our database: over connections of its own to PostgreSQL, because its
 * maintenance holds transactions open across statements; through our own client to PGlite, which has
 * one connection only.
 */
export async function bossOptions(
  database: Database,
  databaseUrl: string | undefined,
): Promise<ConstructorOptions> {
  const shared = {
    schema,
    useListenNotify: true,
    registerInstance: false,
    openTelemetry: { enabled: false },
  }
  if (databaseUrl !== undefined) {
    return {
      ...shared,
      connectionString: databaseUrl,
      max: connections,
      application_name: 'conduit-jobs',
    }
  }
  const client: unknown = await database.run(async executor => Reflect.get(executor, '$client'))
  return { ...shared, backend: 'pglite', db: fromPglite(client as PGliteLike) }
}
