import type { Occurrence } from './people.ts'
import type { Link } from './resolve.ts'

/** The row of a suggested link. */
export function linkRow({ subjectA, subjectB, occurrence }: Link) {
  return {
    controllerId: occurrence.controller.id,
    subjectA,
    subjectB,
    state: 'suggested' as const,
    activityId: occurrence.activityId,
    createdAt: occurrence.seenAt.toISOString(),
  }
}

/** The row that ties a person to an activity. */
export function personRows(
  { controller, activityId, index: person }: Occurrence,
  subjectId: string | undefined,
) {
  if (subjectId === undefined) return []
  return [{ controllerId: controller.id, activityId, person, subjectId }]
}
