import { createTransport } from '@conduit/core/host'
import { createApiKey, migrate, openDatabase, type Role } from '@conduit/db'
import { migratedFiles } from '@conduit/local-postgres'
import { createKeyring, generateMasterKey, parseMasterKeys } from '@conduit/privacy'
import {
  type AppOptions,
  buildApp,
  createLogger,
  loadAdapters,
  type Services,
} from '@conduit/server'
import { type Run, type RunOptions, run } from './test-terminal.ts'

/** A server on a free port, with its database in memory. */
export interface TestServer {
  readonly url: string
  readonly apiKey: string
  readonly services: Services
  /** Runs a command of this server's API. */
  call(words: readonly string[], options?: RunOptions): Promise<Run>
  /** The same, and reads what it prints. */
  json<T>(words: readonly string[], options?: RunOptions): Promise<T>
  createKey(role: Role): Promise<string>
}

/** What a server may have beside its adapters. */
type TestServerOptions = { readonly withJobs?: boolean } & Partial<
  Pick<AppOptions, 'auditAnchors' | 'clock' | 'coolingOffMilliseconds'>
>

/** Starts a server with these adapters; it ends with the test. */
export async function testServer(
  t: { teardown(work: () => Promise<void>): void },
  adapters: Readonly<Record<string, { options?: Record<string, unknown> } | boolean>>,
  { withJobs = false, auditAnchors = [], ...own }: TestServerOptions = {},
): Promise<TestServer> {
  const database = await openDatabase({ files: await migratedFiles() })
  await migrate(database)
  const { http, services, startRest } = await buildApp({
    database,
    keyring: createKeyring(parseMasterKeys(generateMasterKey())),
    adapters: await loadAdapters(adapters, process.cwd()),
    transport: createTransport(),
    logger: createLogger('silent'),
    auditAnchors,
    ...own,
    jobs: withJobs ? { databaseUrl: undefined } : false,
  })
  const url = await http.listen({ host: '127.0.0.1', port: 0 })
  if (withJobs) await startRest()
  t.teardown(async () => {
    await http.close()
    await database.close()
  })
  const createKey = async (role: Role) => {
    const holder = { name: 'test', role, controllerId: null }
    const actor = { type: 'operator', id: null }
    return (await createApiKey(services.administration, actor, holder)).key
  }
  const apiKey = await createKey('owner')
  const call: TestServer['call'] = (words, options = {}) =>
    run([...words, '--url', url], {
      ...options,
      env: { CONDUIT_ADMIN_KEY: apiKey, ...options.env },
    })
  return {
    url,
    apiKey,
    services,
    call,
    createKey,
    async json(words, options) {
      const { exitCode, stdout, stderr } = await call([...words, '--json'], options)
      if (exitCode !== 0) throw new Error(stderr)
      return JSON.parse(stdout)
    },
  }
}
