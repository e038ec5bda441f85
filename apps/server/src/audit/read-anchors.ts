import { basename } from 'node:path'
import { type AnchoredNotes, logOf } from '@conduit/db/audit'
import { anchorFile } from './anchor-file.ts'

/** What was written down of a log, by file. */
export async function readAnchors(
  paths: readonly string[],
  controllerId: string,
): Promise<readonly AnchoredNotes[]> {
  return await Promise.all(
    paths.map(async path => {
      const notes = await anchorFile(path).read()
      return {
        place: basename(path),
        notes: notes.filter(note => logOf(note) === controllerId),
      }
    }),
  )
}
