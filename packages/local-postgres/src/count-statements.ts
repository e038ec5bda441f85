/** What of a database its statements go through. */
interface Runs<Executor> {
  run<Result>(work: (executor: Executor) => Promise<Result>): Promise<Result>
  transaction<Result>(work: (executor: Executor) => Promise<Result>): Promise<Result>
}

/** What of an executor of drizzle-orm prepares statements. */
interface Prepares {
  readonly _: {
    readonly session: {
      prepareQuery(query: { readonly sql: string }, ...rest: readonly unknown[]): unknown
    }
  }
}

/** A database, and the text of each statement that went to it. */
export interface CountedDatabase<Database> {
  readonly database: Database
  readonly texts: string[]
}

/** Notes every statement on its way, whichever builder it comes from. */
export function countStatements<Database, Executor>(
  database: Database & Runs<Executor>,
): CountedDatabase<Database> {
  const texts: string[] = []
  const seen = new WeakSet<object>()
  const counted = <Result>(work: (executor: Executor) => Promise<Result>) => {
    return (executor: Executor) => {
      const { session } = (executor as unknown as Prepares)._
      if (!seen.has(session)) {
        seen.add(session)
        const prepare = session.prepareQuery.bind(session)
        session.prepareQuery = (query, ...rest) => {
          texts.push(query.sql)
          return prepare(query, ...rest)
        }
      }
      return work(executor)
    }
  }
  const runs: Runs<Executor> = {
    run: work => database.run(counted(work)),
    transaction: work => database.transaction(counted(work)),
  }
  return { texts, database: { ...database, ...runs } }
}
