import { parseArgs } from 'node:util'

/** What the command line asks for. */
export interface ErasuresPlan {
  /** Adapters; none: all. */
  readonly only: readonly string[]
  /** Servers at once, each with a database of its own. */
  readonly servers: number
  /** What is tried: the adapter alone, a whole server that is killed, a whole server that meets other faults. */
  readonly parts: ReadonlySet<Part>
  /** File for all that was tried, written as each adapter is done; null: none. */
  readonly file: string | null
  /** Files of earlier runs to tell of; none: it is tried anew. */
  readonly from: readonly string[]
  /** Page whose table is replaced; null: none. */
  readonly page: string | null
}

const parts = ['adapter', 'kill', 'server'] as const
/** What is tried of an adapter. */
export type Part = (typeof parts)[number]

/** What the command understands. */
export const erasuresUsage = `npx -y pnpm@12 erasures [options]

  --only a,b,…    only these adapters
  --parts a,b,…   only these: adapter (each fault at each call, without a server), kill (kill -9 at each call),
                  server (each other fault at a look-up, a change and a look afterwards, through a whole server)
  --servers N     so many servers at once (4)
  --json FILE     writes all that was tried there as well: whenever an adapter is done, and at the end. Of a run that was
                  ended, the adapters that were done are there, and --from tells of them
  --from A,B,…    tries nothing and tells of what earlier runs wrote by --json; of two the later file is told
  --page FILE     replaces the table in this page
`

/**
 * Reads the command line.
 *
 * @param args those after the script; a leading `--` is left out
 * @throws {Error} that says what is wrong with it
 */
export function readErasuresPlan(args: readonly string[]): ErasuresPlan {
  const { values } = parseArgs({
    args: args.filter(arg => arg !== '--'),
    options: {
      only: { type: 'string' },
      parts: { type: 'string' },
      servers: { type: 'string' },
      json: { type: 'string' },
      from: { type: 'string' },
      page: { type: 'string' },
    },
  })
  const servers = Number(values.servers ?? 4)
  if (!Number.isInteger(servers) || servers < 1) throw new Error('--servers is a number from 1')
  return {
    servers,
    only: wordsOf(values.only),
    file: values.json ?? null,
    from: wordsOf(values.from),
    page: values.page ?? null,
    parts: new Set(wordsOf(values.parts ?? parts.join(',')).map(partOf)),
  }
}

function partOf(word: string): Part {
  const part = parts.find(each => each === word)
  if (part === undefined) throw new Error(`there is no part ${word}`)
  return part
}

function wordsOf(text = ''): readonly string[] {
  return text.split(',').filter(word => word !== '')
}
