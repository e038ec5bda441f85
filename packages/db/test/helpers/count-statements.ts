import type { Database, Executor } from '@conduit/db'

/** A database, and the text of each statement that went to it. */
export interface CountedDatabase {
  readonly database: Database
  readonly texts: string[]
}

/** Notes every statement on its way, whichever builder it comes from. */
export function countStatements(database: Database): CountedDatabase {
  const texts: string[] = []
  const seen = new WeakSet<object>()
  const counted = <Result>(work: (executor: Executor) => Promise<Result>) => {
    return (executor: Executor) => {
      const { session } = executor._
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
  return {
    texts,
    database: {
      ...database,
      run: work => database.run(counted(work)),
      transaction: work => database.transaction(counted(work)),
    },
  }
}
