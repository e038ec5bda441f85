import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import {
  type AnchoredNotes,
  type ExportManifest,
  exportCheckpoints,
  exportEntries,
  exportHashes,
  exportKeys,
  signManifest,
} from '@conduit/db/audit'
import type { ZippedFile } from '../exports/zip-files.ts'
import type { Services } from '../services.ts'

/** A log, and what was written down of it. */
export interface ExportedLog {
  readonly controllerId: string
  /** Entries that are exported, from the first one on. */
  readonly size: number
  readonly anchors: readonly AnchoredNotes[]
  readonly at: Date
}

type Bytes = AsyncGenerator<Uint8Array, void, void>

/** In one file: what a million entries take can be opened by most programs. */
const entriesPerFile = 1_000_000
const verifierFolder = new URL('../../../verifier/', import.meta.url)

/**
 * The files of an export, in their order: each is made while it is read, and the last one, which the log
 * signs, says what the others were.
 */
export async function exportFiles(
  { database, keyring }: Pick<Services, 'database' | 'keyring'>,
  { controllerId, size, anchors, at }: ExportedLog,
): Promise<readonly ZippedFile[]> {
  const program = await readFile(new URL('verify.mjs', verifierFolder), 'utf8')
  const page = await readFile(new URL('verify.html', verifierFolder), 'utf8')
  const listed: Record<string, ExportManifest['files'][string]> = {}
  let checkpoints = 0
  const counted = async function* (notes: AsyncIterable<string>) {
    for await (const text of notes) {
      checkpoints += text.split('\n\n\n').length
      yield text
    }
  }
  const list = (name: string, texts: AsyncIterable<string> | Iterable<string>, place?: string) => ({
    name,
    chunks: summed(bytesOf(texts), sha256 => {
      listed[name] = { sha256, ...(place !== undefined && { place }) }
    }),
  })
  const manifest = async function* () {
    const own = { at, entries: size, checkpoints, files: listed }
    yield signManifest(keyring, controllerId, own)
  }
  const parts = Array.from({ length: Math.ceil(size / entriesPerFile) }, (_, index) => {
    const last = Math.min((index + 1) * entriesPerFile, size)
    const texts = exportEntries(database, controllerId, index * entriesPerFile + 1, last)
    return { name: `entries-${index + 1}.jsonl`, chunks: bytesOf(texts) }
  })
  const keys = await exportKeys(database, keyring, controllerId)
  return [
    { name: 'verify.mjs', chunks: [Buffer.from(program)] },
    { name: 'verify.html', chunks: [Buffer.from(page.replace(programPlace, () => program))] },
    list('keys.txt', [keys]),
    ...anchors.map(({ place, notes }, index) =>
      list(`anchors-${index + 1}.txt`, [notes.map(note => `\n\n${note}`).join('')], place),
    ),
    list('checkpoints.txt', counted(exportCheckpoints(database, controllerId, size))),
    ...parts,
    { name: 'hashes.bin', chunks: exportHashes(database, controllerId, size) },
    { name: 'manifest.txt', chunks: bytesOf(manifest()) },
  ]
}

/** Where the page wants the program: a browser loads no module from a disk, so that it has to stand in it. */
const programPlace = '/* verify.mjs */'

async function* bytesOf(texts: AsyncIterable<string> | Iterable<string>): Bytes {
  for await (const text of texts) yield Buffer.from(text)
}

async function* summed(chunks: Bytes, tell: (sha256: string) => void): Bytes {
  const sum = createHash('sha256')
  for await (const chunk of chunks) {
    sum.update(chunk)
    yield chunk
  }
  tell(sum.digest('hex'))
}
