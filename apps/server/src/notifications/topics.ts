import type { Role } from '@conduit/db'

const everyone: readonly Role[] = ['owner', 'dpo', 'developer', 'auditor']
const privacy: readonly Role[] = ['owner', 'dpo', 'auditor']
const builders: readonly Role[] = ['owner', 'developer']
const owner: readonly Role[] = ['owner']

/** What happens, and who may be told of it: whoever may read what changed. */
const topics = {
  'data_controller.changed': everyone,
  'integration.changed': everyone,
  'fetch.finished': everyone,
  'delivery.recorded': everyone,
  'delivery.kept_aside': everyone,
  'delivery.let_go': everyone,
  'consent.changed': privacy,
  'consent_propagation.changed': privacy,
  'purpose.changed': privacy,
  'data_subject.changed': privacy,
  'data_subject_request.created': privacy,
  'data_subject_request.changed': privacy,
  'data_export.changed': privacy,
  'redaction.changed': privacy,
  'redaction_task.changed': privacy,
  'hold.changed': privacy,
  'suppression.changed': privacy,
  'processing_entry.changed': privacy,
  'dx_key.changed': builders,
  'api_key.changed': owner,
} as const satisfies Readonly<Record<string, readonly Role[]>>

/** What a notification is about. */
export type Topic = keyof typeof topics

/** All topics. */
export const allTopics = Object.keys(topics) as readonly Topic[]

/** Those that a role may be told of. */
export function topicsOf(role: Role): readonly Topic[] {
  return allTopics.filter(topic => (topics[topic] as readonly Role[]).includes(role))
}
