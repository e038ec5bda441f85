import { createTransport } from '@conduit/core/host'
import { createApiKey, type Database, migrate, type Role } from '@conduit/db'
import { emptyTables } from '@conduit/local-postgres'
import {
  type App,
  type AppOptions,
  buildApp,
  createLogger,
  type LoadedAdapters,
  loadAdapters,
} from '@conduit/server'
import { sql } from 'drizzle-orm'
import { t as root, type Test } from 'tap'
import { testClock, testKeyring } from './invented.ts'
import { type LogCapture, logCapture } from './log-capture.ts'
import { openInMemory } from './services.ts'

/** What a GraphQL call came to. */
export interface GraphAnswer {
  readonly status: number
  // Tests look into it by the shape that they asked for.
  readonly data: Record<string, never> | null
  readonly errors: readonly {
    readonly message: string
    readonly extensions: { readonly code: string; readonly errors?: readonly { pointer: string }[] }
  }[]
}

/** A whole server on a database in memory, with its clock and its log. */
export interface TestApp extends App {
  readonly database: Database
  readonly clock: ReturnType<typeof testClock>
  readonly log: LogCapture
  /** A new API key. */
  readonly apiKey: (role: Role, controllerId?: string) => Promise<string>
  /** Calls the API, as owner unless a key is given. */
  readonly graph: (query: string, variables?: object, key?: string) => Promise<GraphAnswer>
}

/** Makes a server for a test file; it is closed when the test ends. */
export async function testApp(
  t: Test,
  options: Partial<Omit<AppOptions, 'clock' | 'elapsed'>> & {
    readonly only?: readonly string[]
  } = {},
): Promise<TestApp> {
  const { only = ['stripe'], ...given } = options
  const clock = testClock()
  const log = logCapture()
  const database = given.database ?? (await emptyDatabase())
  await migrate(database, clock.now())
  const app = await buildApp({
    database,
    keyring: testKeyring(),
    adapters: await bundled(only),
    transport: given.transport ?? createTransport(),
    logger: createLogger('trace', log.stream),
    clock: clock.now,
    elapsed: clock.elapsed,
    publicUrl: 'https://hooks.example.com',
    jobs: false,
    ...given,
  })
  t.teardown(async () => {
    await app.http.close()
    if (given.database !== undefined) await database.close()
  })
  const actor = { type: 'operator', id: null }
  const apiKey = async (role: Role, controllerId: string | null = null) =>
    (await createApiKey(app.services.administration, actor, { name: role, role, controllerId })).key
  const owner = await apiKey('owner')
  return {
    ...app,
    database,
    clock,
    log,
    apiKey,
    graph: async (query, variables = {}, key = owner) => {
      const reply = await app.http.inject({
        method: 'POST',
        url: '/api/v1/graphql',
        headers: { authorization: `Bearer ${key}` },
        payload: { query, variables },
      })
      const { data = null, errors = [] } = reply.json()
      return { status: reply.statusCode, data, errors }
    },
  }
}

let shared: Promise<Database> | undefined

/** The embedded database of this process, emptied: opening one takes longer than most tests. */
export async function emptyDatabase(): Promise<Database> {
  if (shared === undefined) {
    shared = openInMemory()
    root.teardown(async () => (await shared)?.close())
    return await shared
  }
  const database = await shared
  await database.run(executor => executor.execute(sql`drop schema if exists pgboss cascade`))
  await database.run(executor => executor.execute(sql.raw(emptyTables)))
  return database
}

/** Adapters that come with the server, by name. */
export async function bundled(names: readonly string[]): Promise<LoadedAdapters> {
  return await loadAdapters(Object.fromEntries(names.map(name => [name, true])), process.cwd())
}
