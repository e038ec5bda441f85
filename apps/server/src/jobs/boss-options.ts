import type { Database } from '@conduit/db'
import { type ConstructorOptions, fromPglite, type PGliteLike } from 'pg-boss'

const schema = 'pgboss'
const connections = 3
const connectMilliseconds = 3_000
/** Its maintenance looks through whole queues; what takes longer has no answer to come. */
const statementMilliseconds = 30_000
/** How often one of the servers looks for jobs whose server is gone. */
const lookSeconds = { supervise: 5, monitor: 10 }

/** So that a frozen or vanished server of ours keeps nothing locked, and a silent database ends. */
const sessionOptions = [
  `statement_timeout=${statementMilliseconds}`,
  `idle_in_transaction_session_timeout=${statementMilliseconds}`,
  'tcp_keepalives_idle=10',
  'tcp_keepalives_interval=5',
  'tcp_keepalives_count=3',
]

/** What pg-boss hands on to `pg` as it is. */
interface PoolOptions {
  readonly query_timeout: number
  readonly keepAlive: boolean
}

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
    superviseIntervalSeconds: lookSeconds.supervise,
    monitorIntervalSeconds: lookSeconds.monitor,
    openTelemetry: { enabled: false },
  }
  if (databaseUrl !== undefined) {
    const pool: ConstructorOptions & PoolOptions = {
      ...shared,
      connectionString: databaseUrl,
      max: connections,
      application_name: 'conduit-jobs',
      connectionTimeoutMillis: connectMilliseconds,
      query_timeout: statementMilliseconds + connectMilliseconds,
      keepAlive: true,
      options: sessionOptions.map(option => `-c ${option}`).join(' '),
    }
    return pool
  }
  const client: unknown = await database.run(async executor => Reflect.get(executor, '$client'))
  return { ...shared, backend: 'pglite', db: fromPglite(client as PGliteLike) }
}
