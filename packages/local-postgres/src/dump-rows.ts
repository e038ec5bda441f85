import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import postgres from 'postgres'
import { emptyTables } from './empty-tables.ts'

/** What a database holds. */
interface Dump {
  /** As `COPY` writes them, by schema and table. */
  readonly rows: ReadonlyMap<string, string>
  /** The last number of each sequence. */
  readonly sequences: readonly { readonly name: string; readonly last: string }[]
}

/**
 * The rows of all tables of a database on a server, those of the job queue among them, as of one
 * moment. Unlike `pg_dump` it is there on every machine, and for every version of the server.
 *
 * @param url of the database
 * @example
 * const backup = await dumpRows(url)
 * await restoreRows(restoredUrl, backup)
 */
export async function dumpRows(url: string): Promise<Dump> {
  return await inOne(url, async run => {
    const tables = await run<{ name: string }[]>`select format('%I.%I', nspname, relname) as name
      from pg_class c join pg_namespace n on n.oid = relnamespace
      where relkind in ('r', 'p') and not relispartition
        and nspname !~ '^(pg_|information_schema$)' order by 1`
    const rows = new Map<string, string>()
    for (const { name } of tables) {
      const lines = await run.unsafe(`copy (select * from ${name}) to stdout`).readable()
      rows.set(name, await text(lines))
    }
    const sequences = await run<Dump['sequences'][number][]>`
      select format('%I.%I', schemaname, sequencename) as name, last_value::text as last
      from pg_sequences where last_value is not null order by 1`
    return { rows, sequences }
  })
}

/**
 * Has a migrated database hold the rows of a dump in the place of its own; what was in other schemas
 * is left out. No trigger fires, as with any restore.
 *
 * @param url of the database
 */
export async function restoreRows(url: string, { rows, sequences }: Dump): Promise<void> {
  await inOne(url, async run => {
    await run.unsafe("set local session_replication_role = 'replica'")
    await run.unsafe(emptyTables)
    await run.unsafe('delete from sweep_marks')
    for (const [name, lines] of rows) {
      if (!isOurs(name) || lines === '') continue
      await pipeline([lines], await run.unsafe(`copy ${name} from stdin`).writable())
    }
    for (const { name, last } of sequences.filter(each => isOurs(each.name))) {
      await run`select setval(${name}, ${last})`
    }
  })
}

const isOurs = (name: string) => name.startsWith('public.')

async function inOne<Result>(
  url: string,
  work: (run: postgres.TransactionSql) => Promise<Result>,
): Promise<Result> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    return (await sql.begin('isolation level repeatable read', work)) as Result
  } finally {
    await sql.end()
  }
}
