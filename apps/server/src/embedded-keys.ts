import { access, chmod, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createKeyring, generateMasterKey, type Keyring, parseMasterKeys } from '@conduit/privacy'
import { ConfigError } from './config/config-fault.ts'
import { placeSecret } from './place-secret.ts'

const onlyOwner = { file: 0o600, directory: 0o700 } as const

/**
 * The keyring of the embedded database, from `master.key` in its directory. A new directory gets a
 * new key, readable by its owner alone; one that holds a database but no key gets none, because
 * nothing in it could be read with another.
 *
 * @throws {ConfigError} the directory has lost its key, or the file holds none
 */
export async function embeddedKeyring(dataDir: string): Promise<Keyring> {
  const path = join(dataDir, 'master.key')
  const text = await contentOf(path)
  if (text === null && (await exists(join(dataDir, 'pglite')))) {
    throw fault(
      'master.key is missing from the data directory; its database cannot be read without it',
    )
  }
  if (text === null) {
    await createKey(dataDir, path)
    return await embeddedKeyring(dataDir)
  }
  // One that is mounted, as a secret is, has its own mode.
  await chmod(path, onlyOwner.file).catch(() => undefined)
  try {
    return createKeyring(parseMasterKeys(text.trim()))
  } catch {
    throw fault('master.key in the data directory holds no usable key')
  }
}

/** Of two servers that start at once one makes the key, and the other never sees half of it. */
async function createKey(dataDir: string, path: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: onlyOwner.directory })
  await placeSecret(path, generateMasterKey())
}

async function contentOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return null
    throw fault('master.key in the data directory cannot be read')
  }
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}

function fault(message: string): ConfigError {
  return new ConfigError([{ path: 'CONDUIT_MASTER_KEY', message }])
}
