import { type Checkpoint, type NoteKey, openNote, readCheckpoint } from '@conduit/privacy/merkle'
import { keysOfLog, type LogKey } from './audit-keys.ts'

/** What a signed checkpoint says; or why it says nothing of this log. */
export type JudgedNote =
  | { readonly checkpoint: Checkpoint }
  | { readonly why: 'replaced_checkpoint' | 'swapped_controller' }

/** Opens a checkpoint that stands in the place of one of a log. */
export function judgeNote(
  note: string,
  { controllerId, keys }: { readonly controllerId: string; readonly keys: readonly LogKey[] },
): JudgedNote {
  const own = readBy(note, keysOfLog(keys, controllerId))
  if (own !== null) return { checkpoint: own }
  const origin = note.slice(0, note.indexOf('\n'))
  const named: readonly NoteKey[] = keys.map(({ publicKey }) => ({ name: origin, publicKey }))
  return { why: readBy(note, named) === null ? 'replaced_checkpoint' : 'swapped_controller' }
}

function readBy(note: string, keys: readonly NoteKey[]): Checkpoint | null {
  const text = openNote(note, keys)
  const checkpoint = text === null ? null : readCheckpoint(text)
  // A signature is good for the log that it names.
  return checkpoint !== null && checkpoint.origin === keys[0]?.name ? checkpoint : null
}
