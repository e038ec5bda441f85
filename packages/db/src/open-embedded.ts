import { mkdir } from 'node:fs/promises'
import { PGlite } from '@electric-sql/pglite'
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite'
import { sanitised } from './database-error.ts'
import { lockDirectory } from './lock-directory.ts'

/**
 * Opens the embedded database, which lives in this process and has one connection.
 *
 * @param dataDir absent: in memory, gone with the process
 * @throws {ConduitError} `conflict`: another process uses the directory
 */
export async function openEmbedded(dataDir: string | undefined) {
  if (dataDir !== undefined) await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const unlock = dataDir === undefined ? async () => undefined : await lockDirectory(dataDir)
  try {
    const client = await PGlite.create({
      ...(dataDir !== undefined && { dataDir: `${dataDir}/pglite` }),
      relaxedDurability: false,
    })
    const close = async () => {
      await client.close()
      await unlock()
    }
    return { drizzle: drizzlePglite({ client }), close }
  } catch (error) {
    await unlock()
    throw sanitised(error)
  }
}
