import { openDatabase } from '@conduit/db'
import { sql } from 'drizzle-orm'

// A replica that holds a lock inside a transaction, says so, and goes no further.
const database = await openDatabase({ url: process.argv[2] })
await database.transaction(async executor => {
  await executor.execute(sql`lock table shared in exclusive mode`)
  process.stdout.write('held\n')
  await new Promise(resolve => setTimeout(resolve, 60_000))
})
