import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Value } from '@sinclair/typebox/value'
import { type Recording, recordingSchema } from './recording.ts'

/** One file of a folder: a recording, or what is wrong with the file. */
export type RecordingFile = {
  /** Name of the file, `01-customer-created.json`. */
  readonly file: string
} & (
  | { readonly recording: Recording; readonly faults: null }
  | { readonly recording: null; readonly faults: readonly string[] }
)

const maxFaults = 10

/**
 * Reads a folder of recordings, by file name. A file that cannot be read is listed with its faults
 * (JSON Pointer and what was expected there), so that one bad file hides no other.
 *
 * @param folder a folder of JSON files; others in it are left alone
 * @throws the file system's error if there is no such folder
 */
export function readRecordings(folder: URL | string): readonly RecordingFile[] {
  const path = typeof folder === 'string' ? folder : fileURLToPath(folder)
  return readdirSync(path)
    .filter(name => name.endsWith('.json'))
    .sort()
    .map(file => readRecording(join(path, file)))
}

/** The recording that another one names in `precededBy`. */
export function precedingRecording(
  files: readonly RecordingFile[],
  recording: Recording,
): Recording | null {
  const name = recording.precededBy
  if (name === undefined) return null
  const found = files.find(
    each => [name, `${name}.json`].includes(each.file) || each.recording?.name === name,
  )
  return found?.recording ?? null
}

function readRecording(path: string): RecordingFile {
  const file = basename(path)
  const document = parse(readFileSync(path, 'utf8'))
  if (document === undefined) return { file, recording: null, faults: ['not JSON'] }
  const faults = [...faultsOf(document)]
  return faults.length === 0
    ? { file, recording: document as Recording, faults: null }
    : { file, recording: null, faults: faults.slice(0, maxFaults) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function* faultsOf(document: unknown): Generator<string> {
  for (const { path, message } of Value.Errors(recordingSchema, document)) {
    yield `${path === '' ? '/' : path}: ${message}`
  }
  const { request, poll, expect } = document as Partial<Recording>
  if ((request === undefined) === (poll === undefined)) {
    yield '/: either request or poll is expected'
  }
  for (const [index, each] of (expect?.events ?? []).entries()) {
    if (typeof each?.occurredAt === 'string' && Number.isNaN(Date.parse(each.occurredAt))) {
      yield `/expect/events/${index}/occurredAt: not a time`
    }
  }
}
