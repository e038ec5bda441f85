import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
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
  /** The command's script; default: that of this checkout. */
  readonly command?: string
  /** Folder for its CPU profile, written when it stops; absent: none is made. */
  readonly profiles?: string | undefined
}

/**
 * Starts Conduit by its command, as operators do, with room for more requests than its limit allows
 * and without a log line for each.
 */
export async function startConduit(options: ConduitOptions): Promise<ServerProcess> {
  const { where, secrets, cwd, profiles, command = conduitCommand } = options
  const profiling = profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`]
  return await startServer({
    args: [...profiling, command, 'start'],
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

export const conduitOnPostgres = onPostgres({ id: 'conduit', title: 'Conduit' })

/** What `--before` adds. */
export const beforeId = 'before'

/**
 * Conduit as another checkout has it, which is to be built: what was before a change.
 *
 * @param folder top of the checkout
 */
export function conduitBefore(folder: string): Contestant {
  const command = resolve(folder, 'apps/cli/dist/src/main.js')
  return onPostgres({ id: beforeId, title: 'Conduit, before', command })
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

function onPostgres({
  command,
  ...shown
}: Pick<Contestant, 'id' | 'title'> & Pick<ConduitOptions, 'command'>): Contestant {
  return {
    ...shown,
    verifies: true,
    database: 'postgres',
    async prepare({ cluster, folder, profiles }) {
      const database = await cluster.createDatabase()
      const where = { DATABASE_URL: database.url }
      return {
        ...entryOf({
          ...{ where, secrets: makeSecrets(), cwd: folder },
          ...(command !== undefined && { command }),
          profiles: profiles && join(profiles, shown.id),
        }),
        settle: database.vacuum,
        close: database.drop,
      }
    },
  }
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
