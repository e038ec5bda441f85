import { type Link, linkEvidence, type NewBase, type Occurrence } from '@conduit/core/host'

/** The row of a suggested link. */
export function linkRow({ subjectA, subjectB, evidence, occurrence }: Link) {
  return {
    controllerId: occurrence.controller.id,
    subjectA,
    subjectB,
    state: 'suggested' as const,
    evidence,
    activityId: occurrence.activityId,
    createdAt: occurrence.seenAt.toISOString(),
  }
}

const rankOf = (evidence: string): string =>
  `array_position(array[${linkEvidence.map(each => `'${each}'`).join(', ')}], ${evidence})`

/**
 * A link that is known is suggested for the stronger evidence, and anew if it was dismissed for a
 * weaker one.
 */
export const strengthenLink = `on conflict (controller_id, subject_a, subject_b) do update
  set state = 'suggested', evidence = excluded.evidence, activity_id = excluded.activity_id,
    created_at = excluded.created_at
  where subject_links.state <> 'merged'
    and ${rankOf('excluded.evidence')} < ${rankOf('subject_links.evidence')}`

/** A reference that only unsigned events had shown is verified by a proven one. */
export const verifyReference = `on conflict (controller_id, token, subject_id, integration_id) do update
  set is_verified = true where excluded.is_verified and not platform_refs.is_verified`

/** The row of a mailbox behind an address. */
export function baseRow({ base, subjectId, occurrence }: NewBase) {
  return { controllerId: occurrence.controller.id, token: base, subjectId }
}

/** The row that ties a person to an activity beside its first one; none of somebody who is suppressed. */
export function personRows(
  { controller, activityId, index: person }: Occurrence,
  subjectId: string | null | undefined,
) {
  if (subjectId == null) return []
  return [{ controllerId: controller.id, activityId, person, subjectId }]
}
