import { isDeepStrictEqual } from 'node:util'
import { type Activity, listActivities } from '../api/evidence.ts'
import { differencesOf } from './check-played.ts'
import { missingPeople } from './missing-people.ts'
import type { Plan } from './plan.ts'
import { playGroup, type Stage } from './play-group.ts'
import type { Played } from './played.ts'
import type { PlatformReport } from './report.ts'

/** Plays all recordings of one adapter, group after group, and compares what the API says of them. */
export async function playPlatform(stage: Stage, plan: Plan): Promise<PlatformReport> {
  const { adapter, options, groups } = plan
  const played: Played[] = []
  const differences: PlatformReport['differences'][number][] = []
  const used = new Set<string>()
  for (const group of groups) {
    const names = group.recordings.map(({ file }) => file)
    const recording = names.length === 1 ? (names[0] ?? '') : `${names[0]} …`
    if (!isDeepStrictEqual(pick(options, group.taken.options), group.taken.options)) {
      differences.push({ recording, difference: 'it needs other options of the server' })
      continue
    }
    const done = await playGroup(stage, plan, group)
    played.push(...done.played)
    for (const { id } of done.integrations) used.add(id)
    for (const difference of done.differences) differences.push({ recording, difference })
    for (const each of done.played) {
      const found = differencesOf(each, done)
      // Where events are missing, so are their people.
      const people =
        each.expectedStatus < 300 && found.length === 0
          ? await missingPeople(stage.api, stage.dataControllerId, each.recording)
          : []
      for (const difference of [...found, ...people]) {
        differences.push({ recording: each.file, difference })
      }
    }
  }
  const activities = await activitiesThrough(stage, [...used])
  const fields = activities.flatMap(activity => activity.fields)
  return {
    adapter: adapter.name,
    title: adapter.title,
    sent: played.length,
    accepted: played.filter(({ reply }) => reply.status < 300).length,
    refused: played.filter(
      ({ reply, expectedStatus }) => reply.status >= 400 && reply.status === expectedStatus,
    ).length,
    events: activities.length,
    people: new Set(activities.flatMap(({ dataSubjects }) => dataSubjects.map(({ id }) => id)))
      .size,
    categories: [...new Set(fields.map(({ category }) => category))].sort(),
    differences,
  }
}

async function activitiesThrough(
  { api, dataControllerId }: Stage,
  integrationIds: readonly string[],
): Promise<readonly Activity[]> {
  const all = await Promise.all(
    integrationIds.map(integrationId => listActivities(api, { dataControllerId, integrationId })),
  )
  return all.flat()
}

function pick(from: Plan['options'], like: Plan['options']): Plan['options'] {
  return Object.fromEntries(Object.entries(from).filter(([key]) => Object.hasOwn(like, key)))
}
