import { createInterface } from 'node:readline'
import { isConduitError } from '@conduit/core'
import { type DirectoryLock, lockDirectory } from '../../src/database/lock-directory.ts'

/** Takes a directory and gives it back as it is told by lines, and answers each with a word. */
const [directory = ''] = process.argv.slice(2)
let lock: DirectoryLock | undefined

process.stdout.write('ready\n')
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${await (line === 'take' ? take() : giveBack())}\n`)
}

async function take(): Promise<string> {
  try {
    lock = await lockDirectory(directory)
    return 'taken'
  } catch (error) {
    return isConduitError(error) ? error.code : String(error)
  }
}

async function giveBack(): Promise<string> {
  await lock?.release()
  return 'given back'
}
