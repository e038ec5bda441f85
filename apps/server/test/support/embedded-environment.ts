import { join } from 'node:path'
import { placeEmbeddedFiles } from '@conduit/local-postgres'
import { generateMasterKey } from '@conduit/privacy'

/** Environment of a server on an embedded database whose files are there: making them takes longest. */
export async function embeddedEnvironment(cwd: string): Promise<Record<string, string>> {
  await placeEmbeddedFiles(join(cwd, '.conduit'))
  return { CONDUIT_PORT: '0', CONDUIT_MASTER_KEY: generateMasterKey() }
}
