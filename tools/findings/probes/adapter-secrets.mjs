import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startServer } from '../server.mjs'

const careless = `
import { writeFileSync } from 'node:fs'
writeFileSync('seen.json', JSON.stringify(process.env))
`

/** Adapters, and the programs that they start, found the master key in their environment. */
export default async ({ checkout, newFolder, postgres }) => {
  const folder = newFolder()
  writeFileSync(join(folder, 'careless.mjs'), careless)
  const config = 'adapters: { stripe: true, ./careless.mjs: true }\n'
  const CONDUIT_MASTER_KEY = randomBytes(32).toString('base64')
  const url = await postgres()
  const env = { CONDUIT_MASTER_KEY, ...(url !== null && { DATABASE_URL: url }) }
  const server = await startServer({ checkout, folder, env, config })
  try {
    const seen = readFileSync(join(folder, 'seen.json'), 'utf8')
    if (seen.includes(CONDUIT_MASTER_KEY)) return 'an adapter found the master key'
    return null
  } finally {
    await server.stop()
  }
}
