import { defineCommand } from '../command-line/command.ts'
import { tellingFaults } from './server-faults.ts'

export const migrate = defineCommand({
  name: 'migrate',
  summary: 'Brings the tables of the database up to date, as start does.',
  async run({ terminal }) {
    const { migrate: migrateDatabase, openDatabase } = await import('@conduit/db')
    const { readConfiguration } = await import('@conduit/server')
    const applied = await tellingFaults(async () => {
      const { environment } = await readConfiguration(terminal.env, terminal.cwd)
      const { databaseUrl, dataDir } = environment
      const database = await openDatabase(
        databaseUrl === undefined ? { dataDir } : { url: databaseUrl },
      )
      try {
        return await migrateDatabase(database)
      } finally {
        await database.close()
      }
    })
    const text =
      applied === 0 ? 'The tables were up to date.' : `${applied} migrations were applied.`
    return { data: { applied }, text }
  },
})
