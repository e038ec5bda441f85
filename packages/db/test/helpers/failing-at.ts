import type { Database } from '@conduit/db'

/** The database, whose transaction number so and so fails just before its commit. */
export function failingAt(database: Database, at: number): Database {
  let number = 0
  return {
    ...database,
    run: work => database.run(work),
    maintenance: work => database.maintenance(work),
    transaction: work =>
      database.transaction(async executor => {
        const result = await work(executor)
        number += 1
        if (number === at) throw new Error('the process ends')
        return result
      }),
  }
}
