// What a test file does: starts a server, says that it failed, and has nothing left to do.
import postgres from 'postgres'
import { startPostgres } from '../../src/start-postgres.ts'

const server = await startPostgres()
const sql = postgres(server.url)
const [row] = await sql`select current_setting('data_directory') as folder`
console.log(row?.folder)
await sql.end()
if (process.argv.includes('--stop')) await server.stop()
process.exitCode = 3
