import type { ActivityRecord, DeliveryRecord } from '@conduit/core/host'
import type { Executor } from '../database/database.ts'
import type { SettledPeople } from '../people/settle-people.ts'
import type { AskedByEvent } from '../requests/open-from-platform.ts'

/** What people ask by an event; nothing as a rule. */
export function askedBy(
  {
    controller,
    integrationId,
    receivedAt,
  }: Pick<DeliveryRecord, 'controller' | 'integrationId' | 'receivedAt'>,
  { id, scope, people, requests }: Pick<ActivityRecord, 'id' | 'scope' | 'people' | 'requests'>,
  subjectOf: AskedByEvent['subjectOf'],
  firstPerson = 0,
): readonly AskedByEvent[] {
  if (requests.length === 0) return []
  const integration = { controllerId: controller.id, id: integrationId }
  const ofEvent = { integration, activityId: id, scope, receivedAt }
  return [{ ...ofEvent, requests, people, firstPerson, subjectOf }]
}

/** Who the people of each activity are; worked out once somebody asks. */
export function subjectsByActivity({
  occurrences,
  resolution,
}: SettledPeople): (activityId: string) => AskedByEvent['subjectOf'] {
  let subjects: ReadonlyMap<string, string | null> | null = null
  return activityId => person => {
    subjects ??= new Map(
      occurrences.map((each, place) => [
        `${each.activityId} ${each.index}`,
        resolution.subjects[place] ?? null,
      ]),
    )
    return subjects.get(`${activityId} ${person}`) ?? null
  }
}

/** Opens what was asked; the code for it is loaded once somebody asks. */
export async function openAsked(
  executor: Executor,
  at: Date,
  asked: readonly AskedByEvent[],
): Promise<void> {
  if (asked.length === 0) return
  const { openFromPlatform } = await import('../requests/open-from-platform.ts')
  await openFromPlatform(executor, at, asked)
}
