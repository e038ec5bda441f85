import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonObject } from '@conduit/core'
import type { Transport } from '@conduit/core/host'
import { createApiKey, type Database, migrate, openDatabase, type Role } from '@conduit/db'
import { createKeyring, generateMasterKey, type Keyring, parseMasterKeys } from '@conduit/privacy'
import { type App, buildApp, createLogger, loadAdapters, type Services } from '@conduit/server'
import { CliError } from '../cli-error.ts'
import { waitUntil } from './wait-until.ts'

/** A server for the demo, on a database that goes with it. */
export interface DemoServer {
  readonly url: string
  /** Of the role owner. */
  readonly apiKey: string
  /** A new one, of the role auditor. */
  readonly auditorKey: () => Promise<string>
  readonly services: Services
  /** Lets its clock go on from there: recordings are played at the time that they are of. */
  setTime(now: Date): void
  /** Starts it anew with other options, on the same database. */
  restart(configured: ConfiguredOptions): Promise<void>
  stop(): Promise<void>
}

/** The operator's options, by the names under which a configuration switches adapters on. */
export type ConfiguredOptions = ReadonlyMap<string, JsonObject>

/** What stays while a server is started anew. */
interface Ground {
  readonly database: Database
  readonly keyring: Keyring
  readonly transport: Transport
  readonly cwd: string
  readonly clock: () => Date
}

const usualPort = 8080
const patienceMilliseconds = 10_000
// The demo sends everything from one address within seconds.
const rateLimit = { max: 1_000_000, windowMilliseconds: 60_000 }

/**
 * Starts a server on a fresh embedded database in a temporary directory, with these adapters on.
 *
 * @param transport the way to the platforms
 * @throws `CliError` if an adapter cannot be loaded
 */
export async function startDemoServer(
  configured: ConfiguredOptions,
  transport: Transport,
  cwd: string,
): Promise<DemoServer> {
  const directory = await mkdtemp(join(tmpdir(), 'conduit-demo-'))
  const database = await openDatabase({ dataDir: directory })
  const forget = async () => {
    await database.close()
    await rm(directory, { recursive: true, force: true })
  }
  try {
    await migrate(database)
    const keyring = createKeyring(parseMasterKeys(generateMasterKey()))
    let ahead = 0
    const clock = () => new Date(Date.now() + ahead)
    const ground = { database, keyring, transport, cwd, clock }
    let app = await build(ground, configured)
    const keyOf = async (role: Role) => {
      const input = { name: 'demo', role, controllerId: null }
      const actor = { type: 'operator', id: null }
      return (await createApiKey(app.services.administration, actor, input)).key
    }
    const apiKey = await keyOf('owner')
    const url = await listen(app, usualPort).catch(error => {
      if ((error as { code?: unknown }).code !== 'EADDRINUSE') throw error
      return listen(app, 0)
    })
    return {
      url,
      apiKey,
      auditorKey: () => keyOf('auditor'),
      get services() {
        return app.services
      },
      setTime(now) {
        ahead = now.getTime() - Date.now()
      },
      async restart(others) {
        await app.http.close()
        app = await build(ground, others)
        await listen(app, Number(new URL(url).port))
        // Whoever called before may not have noticed yet that their connections were closed.
        await waitUntil(() => answers(url), patienceMilliseconds, new AbortController().signal)
      },
      async stop() {
        await app.http.close()
        await forget()
      },
    }
  } catch (error) {
    await forget()
    throw error
  }
}

async function build(
  { database, keyring, transport, cwd, clock }: Ground,
  configured: ConfiguredOptions,
): Promise<App> {
  const entries = [...configured].map(([name, options]) => [name, { options }])
  const adapters = await loadAdapters(Object.fromEntries(entries), cwd)
  for (const { adapter, message } of adapters.faults) throw new CliError(`${adapter}: ${message}`)
  const logger = createLogger('silent')
  const jobs = { databaseUrl: undefined }
  return await buildApp({ database, keyring, adapters, transport, logger, rateLimit, jobs, clock })
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`)).ok
  } catch {
    return false
  }
}

async function listen({ http, startRest }: App, port: number): Promise<string> {
  const url = await http.listen({ host: '127.0.0.1', port, listenTextResolver: () => 'listening' })
  await startRest()
  return url
}
