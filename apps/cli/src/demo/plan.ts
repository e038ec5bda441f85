import { isDeepStrictEqual } from 'node:util'
import type { JsonObject } from '@conduit/core'
import { type RecordedConnections, recordedConnections } from '@conduit/testing'
import type { SamplePackage } from '../samples/load-samples.ts'
import { type NamedRecording, recordingsIn } from '../samples/pick-recording.ts'

/** Recordings that are played through the same integrations. */
export interface PlannedGroup {
  readonly taken: RecordedConnections
  readonly recordings: readonly NamedRecording[]
}

/** What the demo does with one adapter. */
export interface Plan extends SamplePackage {
  /** The operator's options that its recordings take for granted. */
  readonly options: JsonObject
  readonly groups: readonly PlannedGroup[]
}

/**
 * Sorts an adapter's recordings by what they take for granted: equal credentials, one group. A poll
 * starts from a state and leaves another, so each gets a group of its own.
 */
export function planFor(found: SamplePackage): Plan {
  const groups: { taken: RecordedConnections; recordings: NamedRecording[] }[] = []
  for (const named of inOrder(recordingsIn(found.samples.recordings))) {
    const taken = recordedConnections(found.adapter, found.samples, named.recording)
    const known = groups.find(
      group => isDeepStrictEqual(group.taken, taken) && named.recording.poll === undefined,
    )
    if (known === undefined) groups.push({ taken, recordings: [named] })
    else known.recordings.push(named)
  }
  const options = Object.assign({}, ...groups.map(({ taken }) => taken.options))
  return { ...found, options, groups }
}

/** By file name, but none before the one that precedes it. */
function inOrder(recordings: readonly NamedRecording[]): readonly NamedRecording[] {
  const ordered = new Set<NamedRecording>()
  const add = (named: NamedRecording, waiting: readonly NamedRecording[]) => {
    const before = recordings.find(each => isCalled(each, named.recording.precededBy))
    if (before !== undefined && !waiting.includes(before)) add(before, [...waiting, named])
    ordered.add(named)
  }
  for (const named of recordings) add(named, [named])
  return [...ordered]
}

function isCalled({ file, recording }: NamedRecording, name: string | undefined): boolean {
  return name !== undefined && [file, file.replace(/\.json$/, ''), recording.name].includes(name)
}
