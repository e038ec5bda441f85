import { type Recording, readRecordings } from '@conduit/recordings'
import { CliError, usageError } from '../command-line/cli-error.ts'

/** A recording and the file that holds it. */
export interface NamedRecording {
  readonly file: string
  readonly recording: Recording
}

/**
 * All recordings of a folder.
 * @throws `CliError` if one cannot be read
 */
export function recordingsIn(folder: URL | string): readonly NamedRecording[] {
  return readRecordings(folder).map(({ file, recording, faults }) => {
    if (recording === null) throw new CliError(`${file}: ${faults.join('; ')}`)
    return { file, recording }
  })
}

/**
 * The delivery to send.
 *
 * @param wanted name of the file, with or without `.json`, or the beginning of it; undefined: the first
 * @throws `CliError` with the names there are
 */
export function pickRecording(
  recordings: readonly NamedRecording[],
  wanted: string | undefined,
): NamedRecording {
  const sent = recordings.filter(({ recording }) => recording.request !== undefined)
  if (sent.length === 0) {
    throw new CliError('this platform sends nothing: it is polled')
  }
  const fitting = sent.filter(({ file }) => wanted === undefined || file.startsWith(wanted))
  const found = fitting.find(({ file }) => file === wanted || file === `${wanted}.json`)
  const [first, second] = fitting
  const picked = found ?? (wanted === undefined || second === undefined ? first : undefined)
  if (picked !== undefined) return picked
  const what = first === undefined ? 'there is no such recording' : 'several recordings begin so'
  const names = (first === undefined ? sent : fitting).map(({ file }) => `\n  ${file}`)
  throw usageError(`${what}:${names.join('')}`)
}
