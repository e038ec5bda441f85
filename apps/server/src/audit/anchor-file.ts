import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A file outside of the database to which checkpoints are only ever added. */
export interface AnchorFile {
  readonly path: string
  /** All notes in it; what is no whole note, such as one whose writing broke off, is passed over. */
  readonly read: () => Promise<readonly string[]>
  /** Adds notes; they are on the disk when it resolves. */
  readonly append: (notes: readonly string[]) => Promise<void>
}

export function anchorFile(path: string): AnchorFile {
  return {
    path,
    read: async () => {
      const text = await readFile(path, 'utf8').catch(nothingIfMissing)
      return notesIn(text)
    },
    append: async notes => {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const file = await open(path, 'a', 0o600)
      try {
        // Empty lines in front part them from one whose writing broke off.
        await file.appendFile(notes.map(note => `\n\n${note}`).join(''))
        await file.sync()
      } finally {
        await file.close()
      }
    },
  }
}

/** Each is a text, an empty line, and who signed it; a line without an end was not written to its end. */
function notesIn(file: string): readonly string[] {
  const paragraphs = file.slice(0, file.lastIndexOf('\n') + 1).split(/\n{2,}/)
  return paragraphs.flatMap((text, index) => {
    const signatures = paragraphs[index + 1]?.trimEnd() ?? ''
    const isNote = text !== '' && !areSignatures(text) && areSignatures(signatures)
    return isNote ? [`${text}\n\n${signatures}\n`] : []
  })
}

function areSignatures(paragraph: string): boolean {
  return paragraph.split('\n').every(line => /^— ./.test(line))
}

function nothingIfMissing(error: unknown): string {
  if ((error as { code?: unknown }).code === 'ENOENT') return ''
  throw error
}
