import type { Link, Occurrence } from '@conduit/core/host'

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

/** The row that ties a person to an activity beside its first one; none of somebody who is suppressed. */
export function personRows(
  { controller, activityId, index: person }: Occurrence,
  subjectId: string | null | undefined,
) {
  if (subjectId == null) return []
  return [{ controllerId: controller.id, activityId, person, subjectId }]
}
