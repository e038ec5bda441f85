import type { IntegrationAdapter, Samples } from '@conduit/core'
import type { Comparison } from './compare/compare-people.ts'
import { compareRecording } from './compare/compare-recording.ts'
import type { Observed } from './play/observed.ts'
import { playRecording } from './play/play-recording.ts'
import {
  precedingRecording,
  type RecordingFile,
  readRecordings,
} from './recording/read-recordings.ts'
import type { Recording } from './recording/recording.ts'

/** A recording of the adapter, played once. */
export interface Play {
  readonly file: string
  /** Null: the file cannot be read, or names a predecessor that is not there. */
  readonly recording: Recording | null
  /** Null: it could not be played; `comparison` says why. */
  readonly observed: Observed | null
  readonly comparison: Comparison
}

/** Plays a folder of recordings, one after the other. Never throws: what failed says why. */
export async function playFolder(
  adapter: IntegrationAdapter,
  samples: Samples,
  folder: URL | string,
): Promise<readonly Play[]> {
  const files = readRecordings(folder)
  const plays: Play[] = []
  for (const file of files) plays.push(await playFile(adapter, samples, files, file))
  return plays
}

async function playFile(
  adapter: IntegrationAdapter,
  samples: Samples,
  files: readonly RecordingFile[],
  { file, recording, faults }: RecordingFile,
): Promise<Play> {
  const failed = (differences: readonly string[]): Play => ({
    ...{ file, recording, observed: null, comparison: { differences, notes: [] } },
  })
  if (recording === null) return failed(faults)
  const before = precedingRecording(files, recording)
  if (recording.precededBy !== undefined && before === null) {
    return failed([`precededBy: there is no recording ${recording.precededBy}`])
  }
  try {
    const observed = await playRecording(adapter, samples, recording, { before })
    return { file, recording, observed, comparison: compareRecording(recording, observed) }
  } catch (error) {
    return failed([`could not be played: ${String(error)}`])
  }
}
