import { createReadStream, createWriteStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw } from 'node:zlib'
import { CliError } from '../cli-error.ts'

/** A file of an archive: its packed bytes. */
interface Member {
  readonly name: string
  /** Of the header in front of them. */
  readonly start: number
  readonly length: number
}

const endLength = 22
const endMark = 0x06054b50
const entryLength = 46
const entryMark = 0x02014b50
const headerLength = 30
/** Names that an archive may give to files: none leads out of the folder. */
const plainName = /^[a-z][a-z0-9.-]{0,60}$/

/**
 * Unpacks an archive of the server, file by file, so that none is in memory as a whole.
 *
 * @param path where the archive lies; it has no comment, and less than four gigabytes
 * @param folder is there
 * @throws {CliError} it is no archive of this kind: it may have broken off
 */
export async function unzipInto(path: string, folder: string): Promise<void> {
  const archive = await open(path)
  try {
    for (const { name, start, length } of await membersOf(archive)) {
      const header = await readAt(archive, start, headerLength)
      const first = start + headerLength + header.readUInt16LE(26) + header.readUInt16LE(28)
      const packed = createReadStream(path, { start: first, end: first + length - 1 })
      const file = createWriteStream(join(folder, name), { flags: 'wx', mode: 0o600 })
      await pipeline(packed, createInflateRaw(), file)
    }
  } finally {
    await archive.close()
  }
}

/** What stands in the directory at the end of an archive. */
async function membersOf(archive: FileHandle): Promise<readonly Member[]> {
  const { size } = await archive.stat()
  const end = await readAt(archive, size - endLength, endLength)
  if (end.readUInt32LE(0) !== endMark) throw notWhole()
  const directory = await readAt(archive, end.readUInt32LE(16), end.readUInt32LE(12))
  const members: Member[] = []
  for (let at = 0; at + entryLength <= directory.length; ) {
    const nameLength = directory.readUInt16LE(at + 28)
    const name = directory.toString('latin1', at + entryLength, at + entryLength + nameLength)
    if (directory.readUInt32LE(at) !== entryMark || !plainName.test(name)) throw notWhole()
    const [length, start] = [directory.readUInt32LE(at + 20), directory.readUInt32LE(at + 42)]
    members.push({ name, length, start })
    at +=
      entryLength + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return members
}

async function readAt(archive: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await archive.read(bytes, 0, length, Math.max(position, 0))
  if (bytesRead !== length || position < 0) throw notWhole()
  return bytes
}

function notWhole(): CliError {
  return new CliError('what the server sent is no whole archive')
}
