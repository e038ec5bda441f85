import { ConduitError } from '@conduit/core'
import type { Database } from '@conduit/db'

/** A database that can be taken away, as it is from a process that dies. */
export function breakable(database: Database) {
  const breaking = { isBroken: false }
  const assertThere = () => {
    if (breaking.isBroken) throw new ConduitError('unavailable', { reason: 'broken by a test' })
  }
  const broken: Database = {
    ...database,
    run: async work => {
      assertThere()
      return await database.run(work)
    },
    transaction: async work => {
      assertThere()
      return await database.transaction(work)
    },
  }
  return Object.assign(breaking, { database: broken })
}
