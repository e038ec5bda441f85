import { fileURLToPath } from 'node:url'
import { signingSecret } from '../load/stripe-event.ts'
import type { BenchDatabase } from '../postgres/cluster.ts'
import { startServer } from '../processes/server-process.ts'
import type { Contestant } from './contestant.ts'

const none = { url: '', count: async () => 0, vacuum: async () => {}, drop: async () => {} }

/** One of the plain versions that a project starts with. */
export function plainServer(
  about: Pick<Contestant, 'id' | 'title' | 'verifies'> & {
    readonly database: 'none' | 'postgres'
    /** Its compiled script in `peers`. */
    readonly script: string
  },
): Contestant {
  const { script, ...rest } = about
  const path = fileURLToPath(new URL(`../peers/${script}`, import.meta.url))
  return {
    ...rest,
    async prepare({ cluster, folder }) {
      const database: BenchDatabase =
        about.database === 'postgres' ? await cluster.createDatabase() : none
      return {
        start: () =>
          startServer({
            args: [path],
            cwd: folder,
            env: { DATABASE_URL: database.url, SIGNING_SECRET: signingSecret },
            portVariable: 'PORT',
            readyPath: '/health/live',
          }),
        connect: async ({ origin }) => `${origin}/event`,
        connectLists: null,
        countStored: () => database.count('events'),
        settle: database.vacuum,
        close: database.drop,
      }
    },
  }
}
