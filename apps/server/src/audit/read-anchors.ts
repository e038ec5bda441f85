import { basename } from 'node:path'
import { type AnchoredNotes, logOf } from '@conduit/db/audit'
import { anchorFile } from './anchor-file.ts'

/** What was written down of a log, by file. */
export async function readAnchors(
  paths: readonly string[],
  controllerId: string,
): Promise<readonly AnchoredNotes[]> {
  return await Promise.all(
    paths.map(async (path, index) => {
      const notes = await anchorFile(path).read()
      const name = basename(path)
      return {
        // A copy has mostly the same name, and whoever reads of a fault has to know which of them it is.
        place: index === 0 ? name : `${name} (copy)`,
        notes: notes.filter(note => logOf(note) === controllerId),
      }
    }),
  )
}
