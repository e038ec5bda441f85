import { randomBytes } from 'node:crypto'
import { link, open, rm } from 'node:fs/promises'

/**
 * Writes a secret into a file that its owner alone may read, unless there is one: of two programs that do so
 * at once one makes the file, and the other never sees half of it.
 *
 * @throws the error of the system, which names the path
 */
export async function placeSecret(path: string, secret: string): Promise<void> {
  const unfinished = `${path}.${randomBytes(6).toString('hex')}`
  const file = await open(unfinished, 'wx', 0o600)
  try {
    await file.writeFile(`${secret}\n`)
    await file.sync()
    await link(unfinished, path)
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error
  } finally {
    await file.close()
    await rm(unfinished, { force: true })
  }
}
