import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ServerProcess, startServer } from '../processes/server-process.ts'
import type { Contestant } from './contestant.ts'
import { connectLists, connectStripe, countActivities } from './graphql.ts'

/** The `conduit` command. */
export const conduitCommand = fileURLToPath(
  new URL('./main.js', import.meta.resolve('@conduit/cli')),
)

/** Keys that a server and its operator share. */
interface Secrets {
  readonly masterKey: string
  readonly adminKey: string
}

/** Random ones. */
export function makeSecrets(): Secrets {
  return {
    masterKey: randomBytes(32).toString('base64'),
    adminKey: `cak_${randomBytes(32).toString('base64url')}`,
  }
}

/** How Conduit is started for a bench. */
export interface ConduitOptions {
  /** Where it keeps its records. */
  readonly where: { readonly DATABASE_URL: string } | { readonly CONDUIT_DATA_DIR: string }
  readonly secrets: Secrets
  readonly cwd: string
  /** Folder for its CPU profile, written when it stops; absent: none is made. */
  readonly profiles?: string | undefined
}

/**
 * Starts Conduit by its command, as operators do, with room for more requests than its limit allows
 * and without a log line for each.
 */
export async function startConduit(options: ConduitOptions): Promise<ServerProcess> {
  const { where, secrets, cwd, profiles } = options
  const profiling = profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`]
  return await startServer({
    args: [...profiling, conduitCommand, 'start'],
    cwd,
    env: {
      CONDUIT_MASTER_KEY: secrets.masterKey,
      CONDUIT_ADMIN_KEY: secrets.adminKey,
      CONDUIT_RATE_LIMIT_MAX: '100000000',
      LOG_LEVEL: 'warn',
      ...where,
    },
    portVariable: 'CONDUIT_PORT',
    readyPath: '/health/ready',
  })
}

export const conduitOnPostgres: Contestant = {
  id: 'conduit',
  title: 'Conduit',
  verifies: true,
  database: 'postgres',
  async prepare({ cluster, folder, profiles }) {
    const database = await cluster.createDatabase()
    const where = { DATABASE_URL: database.url }
    return {
      ...entryOf({
        where,
        secrets: makeSecrets(),
        cwd: folder,
        profiles: profiles && join(profiles, 'conduit'),
      }),
      settle: database.vacuum,
      close: database.drop,
    }
  },
}

export const conduitEmbedded: Contestant = {
  id: 'embedded',
  title: 'Conduit embedded',
  verifies: true,
  database: 'embedded',
  async prepare({ folder, profiles }) {
    const where = { CONDUIT_DATA_DIR: join(folder, 'embedded') }
    return {
      ...entryOf({
        where,
        secrets: makeSecrets(),
        cwd: folder,
        profiles: profiles && join(profiles, 'embedded'),
      }),
      settle: async () => {},
      close: async () => {},
    }
  },
}

function entryOf(options: ConduitOptions) {
  const { adminKey } = options.secrets
  return {
    start: () => startConduit(options),
    connect: ({ origin }: ServerProcess) => connectStripe(origin, adminKey),
    connectLists: ({ origin }: ServerProcess) => connectLists(origin, adminKey),
    countStored: ({ origin }: ServerProcess) => countActivities(origin, adminKey),
  }
}
