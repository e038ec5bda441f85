import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { faultOfStart } from '../start-fault.mjs'

/** A port in use ended a start with a stack trace. */
export default async ({ newFolder, copyOfEmbedded, checkout, postgres }) => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  try {
    const CONDUIT_PORT = String(other.address().port)
    const DATABASE_URL = await postgres()
    if (DATABASE_URL === null) {
      const folder = await copyOfEmbedded({ withLock: false })
      return await faultOfStart({ checkout, folder, env: { CONDUIT_PORT } })
    }
    const env = {
      CONDUIT_PORT,
      DATABASE_URL,
      CONDUIT_MASTER_KEY: randomBytes(32).toString('base64'),
    }
    return await faultOfStart({ checkout, folder: newFolder(), env })
  } finally {
    other.close()
  }
}
