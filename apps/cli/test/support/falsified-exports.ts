import { createHash } from 'node:crypto'
import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ExportManifest, signManifest } from '@conduit/db/audit'
import {
  appendLeaf,
  checkpointText,
  type Frontier,
  leafHash,
  noteSigner,
  rootOf,
  signNote,
} from '@conduit/privacy/merkle'
import type { AuditScene } from './audit-scene.ts'

/** A way to falsify an export of twelve entries and two checkpoints, and what has to be said of it. */
export interface FalsifiedExport {
  readonly name: string
  readonly do: (folder: string, foreign: string, scene: AuditScene) => Promise<unknown>
  /** Kind, and number of the entry or size of the checkpoint. */
  readonly found: readonly string[]
}

const entriesFile = 'entries-1.jsonl'
const failed = (line: string) => line.replace('"outcome":"success"', '"outcome":"failure"')
const numbered = (line: string, index: number) =>
  line.replace(/"seq":\d+\}$/, `"seq":${index + 1}}`)

async function editText(folder: string, name: string, edit: (text: string) => string) {
  const path = join(folder, name)
  await writeFile(path, edit(await readFile(path, 'utf8')))
}

async function linesOf(folder: string): Promise<string[]> {
  return (await readFile(join(folder, entriesFile), 'utf8')).trimEnd().split('\n')
}

async function editLines(folder: string, edit: (lines: string[]) => readonly string[]) {
  const lines = edit(await linesOf(folder))
  await writeFile(join(folder, entriesFile), lines.map(line => `${line}\n`).join(''))
}

async function notesOf(folder: string, name: string): Promise<string[]> {
  const text = await readFile(join(folder, name), 'utf8')
  return text.trim().split('\n\n\n')
}

async function writeNotes(folder: string, name: string, notes: readonly string[]) {
  await writeFile(join(folder, name), notes.map(note => `\n\n${note.trimEnd()}\n`).join(''))
}

const hashOf = (line: string) => leafHash(`conduit/audit-entry/v1\n${line}`)
const exchanged = (lines: string[]) => lines.with(3, lines[4] ?? '').with(4, lines[3] ?? '')

/** Has all that is sealed say what the entries say now. */
async function rehash(folder: string) {
  await writeFile(join(folder, 'hashes.bin'), Buffer.concat((await linesOf(folder)).map(hashOf)))
}

/** What somebody does who has the master key: checkpoints and a manifest of another history. */
async function resign(folder: string, { server, uuid }: AuditScene) {
  const { keyring } = server.services
  const origin = `conduit-audit/${uuid}`
  const signer = noteSigner(origin, keyring.server('audit-log'))
  const tree: Frontier = { size: 0, hashes: [] }
  const at = new Date(Date.now() - 100 * 60_000)
  const notes: string[] = []
  for (const line of await linesOf(folder)) {
    appendLeaf(tree, hashOf(line))
    if (tree.size % 6 > 0) continue
    notes.push(
      signNote(checkpointText({ origin, size: tree.size, root: rootOf(tree), at }), signer),
    )
  }
  await writeNotes(folder, 'checkpoints.txt', notes)
  const manifest = await readFile(join(folder, 'manifest.txt'), 'utf8')
  const own = JSON.parse(manifest.split('\n')[1] ?? '') as ExportManifest
  const text = await readFile(join(folder, 'checkpoints.txt'))
  const sha256 = createHash('sha256').update(text).digest('hex')
  const files = { ...own.files, 'checkpoints.txt': { sha256 } }
  const signed = signManifest(keyring, uuid, { ...own, at: new Date(own.at), files })
  await writeFile(join(folder, 'manifest.txt'), signed)
}

export const falsifiedExports: readonly FalsifiedExport[] = [
  {
    name: 'an altered entry',
    do: folder => editLines(folder, lines => lines.with(4, failed(lines[4] ?? ''))),
    found: ['altered 5'],
  },
  {
    name: 'an entry that is no JSON any more',
    do: folder => editLines(folder, lines => lines.with(4, 'not an entry')),
    found: ['altered 5'],
  },
  {
    name: 'a deleted entry',
    do: folder => editLines(folder, lines => lines.toSpliced(4, 1)),
    found: ['missing 5'],
  },
  {
    name: 'a deleted entry, and those behind it moved up',
    do: folder => editLines(folder, lines => lines.toSpliced(4, 1).map(numbered)),
    found: ['missing 5'],
  },
  {
    name: 'two entries that changed places',
    do: folder => editLines(folder, exchanged),
    found: ['reordered 4'],
  },
  {
    name: 'two entries that changed places and numbers',
    do: folder => editLines(folder, lines => exchanged(lines).map(numbered)),
    found: ['reordered 4'],
  },
  {
    name: 'an end that was cut off',
    do: folder => editLines(folder, lines => lines.slice(0, 7)),
    found: ['truncated 8'],
  },
  {
    name: 'an end that was cut off with its checkpoint and its hashes',
    do: async folder => {
      await editLines(folder, lines => lines.slice(0, 6))
      await rehash(folder)
      await writeNotes(
        folder,
        'checkpoints.txt',
        (await notesOf(folder, 'checkpoints.txt')).slice(0, 1),
      )
    },
    found: ['truncated 7'],
  },
  {
    name: 'an end that was cut off wherever it was written down',
    do: async folder => {
      await editLines(folder, lines => lines.slice(0, 6))
      for (const name of ['checkpoints.txt', 'anchors-1.txt', 'anchors-2.txt'])
        await writeNotes(folder, name, (await notesOf(folder, name)).slice(0, 1))
    },
    found: ['removed_anchor 1', 'removed_anchor 1', 'replaced_checkpoint 1', 'truncated 7'],
  },
  {
    name: 'another history, whole in itself',
    do: async folder => {
      await editLines(folder, lines => lines.with(4, failed(lines[4] ?? '')))
      await rehash(folder)
    },
    found: ['forked 1'],
  },
  {
    name: 'another history that this log has signed as well',
    do: async (folder, _foreign, scene) => {
      await editLines(folder, lines => lines.with(4, failed(lines[4] ?? '')))
      await rehash(folder)
      await resign(folder, scene)
    },
    found: ['forked 6', 'forked 6', 'forked 12', 'forked 12'],
  },
  {
    name: 'entries that are added behind the end',
    do: folder => editLines(folder, lines => [...lines, numbered(lines[11] ?? '', 12)]),
    found: ['forked 13'],
  },
  {
    name: 'a checkpoint that somebody else signed',
    do: folder =>
      editText(folder, 'checkpoints.txt', text => text.replace(/\n6\n.{8}/, '\n6\nAAAAAAAA')),
    found: ['replaced_checkpoint 6'],
  },
  {
    name: 'a checkpoint that is gone',
    do: async folder =>
      writeNotes(folder, 'checkpoints.txt', (await notesOf(folder, 'checkpoints.txt')).slice(1)),
    found: ['replaced_checkpoint 6', 'replaced_checkpoint 6'],
  },
  {
    name: 'a checkpoint that is gone, wherever it was written down',
    do: async folder => {
      for (const name of ['checkpoints.txt', 'anchors-1.txt', 'anchors-2.txt'])
        await writeNotes(folder, name, (await notesOf(folder, name)).slice(1))
    },
    found: ['removed_anchor 1', 'removed_anchor 1', 'replaced_checkpoint 1'],
  },
  {
    name: 'a checkpoint of another log',
    do: async (folder, foreign) => {
      const [first = ''] = await notesOf(foreign, 'checkpoints.txt')
      const [, second = ''] = await notesOf(folder, 'checkpoints.txt')
      await writeNotes(folder, 'checkpoints.txt', [first, second])
    },
    found: ['swapped_controller 6'],
  },
  {
    name: 'an anchor that was removed',
    do: async folder =>
      writeNotes(folder, 'anchors-1.txt', (await notesOf(folder, 'anchors-1.txt')).slice(1)),
    found: ['removed_anchor 6'],
  },
  {
    name: 'an anchor that this log has not signed',
    do: folder =>
      editText(folder, 'anchors-2.txt', text => text.replace(/\n12\n.{8}/, '\n12\nAAAAAAAA')),
    found: ['removed_anchor 12', 'removed_anchor 12'],
  },
  {
    name: 'a file of anchors that was removed',
    do: folder => rm(join(folder, 'anchors-2.txt')),
    found: ['removed_anchor 1'],
  },
  {
    name: 'an entry of another log',
    do: async (folder, foreign) => {
      const [, , , , line = ''] = await linesOf(foreign)
      await editLines(folder, lines => lines.with(4, line))
    },
    found: ['swapped_controller 5'],
  },
  {
    name: 'the entries of another log',
    do: (folder, foreign) => cp(join(foreign, entriesFile), join(folder, entriesFile)),
    found: ['swapped_controller 1'],
  },
  {
    name: 'the manifest of another log',
    do: (folder, foreign) => cp(join(foreign, 'manifest.txt'), join(folder, 'manifest.txt')),
    found: ['swapped_controller 0'],
  },
  {
    name: 'a manifest that was altered',
    do: folder =>
      editText(folder, 'manifest.txt', text => text.replace('"entries":12', '"entries":9')),
    found: ['replaced_manifest 0'],
  },
]
