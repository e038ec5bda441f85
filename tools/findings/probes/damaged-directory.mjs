import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { faultOfStart } from '../start-fault.mjs'

/** A damaged directory ended a start with a stack trace. */
export default async ({ newFolder, checkout }) => {
  const folder = newFolder()
  const files = join(folder, '.conduit/pglite')
  mkdirSync(files, { recursive: true })
  writeFileSync(join(files, 'PG_VERSION'), '17\n')
  const env = { CONDUIT_MASTER_KEY: randomBytes(32).toString('base64') }
  return await faultOfStart({ checkout, folder, env })
}
