import { execFile, spawnSync } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * Mounts a small file system in memory at a folder.
 * @returns how to take it away again; null: this account may not mount anything
 */
export async function mountSmall(
  folder: string,
  bytes: number,
): Promise<(() => Promise<void>) | null> {
  await mkdir(folder, { recursive: true })
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder])
  } catch {
    return null
  }
  const ended = () => void spawnSync('umount', ['-l', folder])
  // Before the folder that it lies in is deleted.
  process.prependOnceListener('exit', ended)
  return async () => {
    await run('umount', [folder])
    process.off('exit', ended)
  }
}
