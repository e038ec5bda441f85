import type { Api } from '../api/api-client.ts'
import type { Plan } from './plan.ts'
import type { PlayedRound } from './play-round.ts'
import { activitiesOf } from './records.ts'
import type { PlatformReport } from './report.ts'

/** Sums up what came of an adapter's recordings, and what the API knows of its integrations. */
export async function reportOf(
  api: Api,
  dataControllerId: string,
  { adapter: { name, title } }: Plan,
  rounds: readonly PlayedRound[],
): Promise<PlatformReport> {
  const played = rounds.flatMap(round => round.played)
  const used = new Set(rounds.flatMap(round => round.integrationIds))
  const activities = await activitiesOf(api, dataControllerId, [...used])
  const people = activities.flatMap(({ dataSubjects }) => dataSubjects.map(({ id }) => id))
  const categories = activities.flatMap(({ fields }) => fields.map(({ category }) => category))
  return {
    adapter: name,
    title,
    sent: played.length,
    accepted: played.filter(({ reply }) => reply.status < 300).length,
    refused: played.filter(
      ({ reply, expectedStatus }) => reply.status >= 400 && reply.status === expectedStatus,
    ).length,
    events: activities.length,
    people: new Set(people).size,
    categories: [...new Set(categories)].sort(),
    differences: rounds.flatMap(({ differences }) => differences),
  }
}
