import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Transport } from '@conduit/core'
import { createApiKey, migrate, openDatabase } from '@conduit/db'
import { createKeyring, generateMasterKey, parseMasterKeys } from '@conduit/privacy'
import { type App, buildApp, createLogger, loadAdapters, type Services } from '@conduit/server'
import { CliError } from '../command-line/cli-error.ts'
import type { Plan } from './plan.ts'

/** A server for the demo, on a database that goes with it. */
export interface DemoServer {
  readonly url: string
  /** Of the role owner. */
  readonly apiKey: string
  readonly services: Services
  stop(): Promise<void>
}

const usualPort = 8080
// The demo sends everything from one address within seconds.
const rateLimit = { max: 1_000_000, windowMilliseconds: 60_000 }

/**
 * Starts a server on a fresh embedded database in a temporary directory, with these adapters on.
 *
 * @param plans by the names under which a configuration switches the adapters on
 * @param transport the way to the platforms
 * @throws `CliError` if an adapter cannot be loaded
 */
export async function startDemoServer(
  plans: ReadonlyMap<string, Plan>,
  transport: Transport,
  cwd: string,
): Promise<DemoServer> {
  const configured = [...plans].map(([name, { options }]) => [name, { options }])
  const adapters = await loadAdapters(Object.fromEntries(configured), cwd)
  for (const { adapter, message } of adapters.faults) throw new CliError(`${adapter}: ${message}`)
  const directory = await mkdtemp(join(tmpdir(), 'conduit-demo-'))
  const database = await openDatabase({ dataDir: directory })
  const forget = async () => {
    await database.close()
    await rm(directory, { recursive: true, force: true })
  }
  try {
    await migrate(database)
    const app = await buildApp({
      database,
      keyring: createKeyring(parseMasterKeys(generateMasterKey())),
      adapters,
      transport,
      logger: createLogger('silent'),
      rateLimit,
      jobs: { databaseUrl: undefined },
    })
    const { services } = app
    const owner = { name: 'demo', role: 'owner', controllerId: null } as const
    const actor = { type: 'operator', id: null }
    const { key } = await createApiKey(services.administration, actor, owner)
    const url = await listen(app)
    const stop = async () => {
      await app.http.close()
      await forget()
    }
    return { url, apiKey: key, services, stop }
  } catch (error) {
    await forget()
    throw error
  }
}

async function listen({ http }: App): Promise<string> {
  const listenTextResolver = () => 'listening'
  const host = '127.0.0.1'
  try {
    return await http.listen({ host, port: usualPort, listenTextResolver })
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EADDRINUSE') throw error
    return await http.listen({ host, port: 0, listenTextResolver })
  }
}
