import { createApi } from '../api/api-client.ts'
import { differencesOf } from './check-played.ts'
import { missingPeople } from './missing-people.ts'
import type { Plan, PlannedRound } from './plan.ts'
import { playGroup, type Stage } from './play-group.ts'
import type { Played } from './played.ts'
import type { PlatformReport } from './report.ts'

/** What came of some of an adapter's recordings. */
export interface PlayedRound {
  readonly played: readonly Played[]
  /** The integrations that they went through. */
  readonly integrationIds: readonly string[]
  readonly differences: PlatformReport['differences']
}

/** Plays a round of one adapter, group after group, and compares what the API says of it. */
export async function playRound(
  stage: Stage,
  plan: Plan,
  { options, groups }: PlannedRound,
): Promise<PlayedRound> {
  const all: Played[] = []
  const used: string[] = []
  const differences: PlatformReport['differences'][number][] = []
  for (const group of groups) {
    const { integrations, played } = await playGroup(stage, plan, options, group)
    all.push(...played)
    used.push(...integrations.map(({ id }) => id))
    for (const each of played) {
      for (const difference of await allDifferences(stage, each)) {
        differences.push({ recording: each.file, difference })
      }
    }
  }
  return { played: all, integrationIds: used, differences }
}

async function allDifferences(
  { server, controller }: Stage,
  played: Played,
): Promise<readonly string[]> {
  const found = differencesOf(played)
  // Where events are missing, so are their people.
  if (found.length > 0 || played.expectedStatus >= 300) return found
  // A key has sixty look-ups a minute, the recordings hold hundreds of people.
  const api = createApi({ url: server.url, key: await server.auditorKey() })
  return await missingPeople(api, controller.id, played.recording)
}
