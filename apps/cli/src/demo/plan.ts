import { isDeepStrictEqual } from 'node:util'
import type { JsonObject } from '@conduit/core'
import { type RecordedIntegrations, recordedIntegrations } from '@conduit/recordings'
import type { SamplePackage } from '../samples/load-samples.ts'
import { type NamedRecording, recordingsIn } from '../samples/pick-recording.ts'

/** Recordings that are played through the same integrations. */
export interface PlannedGroup {
  readonly integrations: RecordedIntegrations['integrations']
  readonly recordings: readonly NamedRecording[]
}

/** Recordings that one configuration of the server serves. */
export interface PlannedRound {
  /** The operator's options. */
  readonly options: JsonObject
  readonly groups: readonly PlannedGroup[]
}

/** What the demo does with one adapter. */
export interface Plan extends SamplePackage {
  readonly rounds: readonly PlannedRound[]
}

/**
 * Sorts an adapter's recordings by what they take for granted: equal options, one round; equal
 * credentials, one group in it. A poll starts from a state and leaves another, so each gets a group
 * of its own.
 */
export function planFor(found: SamplePackage): Plan {
  const rounds: { options: JsonObject; groups: Open[] }[] = []
  for (const named of inOrder(recordingsIn(found.samples.recordings))) {
    const { options, integrations } = recordedIntegrations(
      found.adapter,
      found.samples,
      named.recording,
    )
    const round = rounds.find(each => isDeepStrictEqual(each.options, options))
    const groups = round?.groups ?? []
    if (round === undefined) rounds.push({ options, groups })
    const known = groups.find(
      group =>
        isDeepStrictEqual(group.integrations, integrations) && named.recording.poll === undefined,
    )
    if (known === undefined) groups.push({ integrations, recordings: [named] })
    else known.recordings.push(named)
  }
  return { ...found, rounds }
}

/** A group that may still grow. */
interface Open extends PlannedGroup {
  readonly recordings: NamedRecording[]
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
