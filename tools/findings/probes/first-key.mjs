import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startServer } from '../server.mjs'

/** A server on PostgreSQL said that it was ready while there was no API key to use it with. */
export default async ({ checkout, newFolder, postgres, skip }) => {
  const url = await postgres()
  if (url === null) return skip('no server: PostgreSQL')
  const folder = newFolder()
  const CONDUIT_MASTER_KEY = randomBytes(32).toString('base64')
  const env = { DATABASE_URL: url, CONDUIT_MASTER_KEY, CONDUIT_ADMIN_KEY: '' }
  const server = await startServer({ checkout, folder, env })
  try {
    const { status } = await fetch(`${server.url}/health/ready`)
    const key = keyIn(folder)
    if (key === null) return status === 200 ? 'it was ready, and nobody has a key' : null
    if (`${server.said.stdout}${server.said.stderr}`.includes(key)) return 'the key is in the log'
    const { data } = await server.graph('{ me { role } }', {}, key)
    return data?.me.role === 'owner' ? null : 'the key opens nothing'
  } finally {
    await server.stop()
  }
}

function keyIn(folder) {
  const files = readdirSync(folder, { withFileTypes: true }).filter(each => each.isFile())
  const texts = files.map(({ name }) => readFileSync(join(folder, name), 'utf8'))
  return texts.map(text => /cak_[\w-]+/.exec(text)?.[0]).find(key => key !== undefined) ?? null
}
