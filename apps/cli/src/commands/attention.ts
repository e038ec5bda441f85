import { listAttention } from '../api/attention.ts'
import { defineCommand } from '../command-line/command.ts'
import { paintFor } from '../terminal/paint.ts'
import { formatTable } from '../terminal/table.ts'
import { apiOf, apiOptions } from './api-options.ts'

/** What leads on, by what needs somebody: a command, which is told the controller. */
const leads: Readonly<Record<string, string>> = {
  requests_overdue: 'requests list --needs overdue',
  requests_unacknowledged: 'requests list --needs unacknowledged',
  requests_due_soon: 'requests list --needs due_soon',
  requests_unconfirmed: 'requests list --needs unconfirmed',
  requests_unchecked: 'requests list --needs unchecked',
  requests_answered_unchecked: 'requests list --needs answered_unchecked',
  request_duplicates: 'requests list --needs duplicate',
  data_exports_incomplete: 'requests list --needs copy_incomplete',
  data_exports_unread: 'requests list --needs copy_unread',
  redactions_failed: 'redact list --needs failed',
  redactions_by_hand: 'redact list --needs by_hand',
  redactions_unapproved: 'redact list --state planned',
  recipients_to_notify: 'notices list',
  consent_conflicts: 'consents list',
  propagations_failed: 'consents propagations',
  propagations_different: 'consents propagations',
  unmapped_purposes: 'purposes list',
  holds_to_review: 'holds list',
  suppressions_to_review: 'suppressions list --review',
  link_suggestions: 'subjects links',
  deliveries_kept_aside: 'quarantine list',
}

export const attention = defineCommand({
  name: 'attention',
  summary: 'Lists what needs somebody now, the worst first, and what leads on.',
  options: {
    controller: { type: 'string', value: 'id', summary: 'The controller.', required: true },
    ...apiOptions,
  },
  async run({ values, terminal }) {
    const { controller } = values
    const items = await listAttention(await apiOf(values, terminal), controller)
    const shown = items.map(item => ({ ...item, next: nextOf(item.kind, controller) }))
    const rows = shown.map(({ kind, severity, count, next }) => [severity, count, kind, next])
    const header = ['severity', 'count', 'what', 'next']
    const text =
      rows.length === 0
        ? 'Nothing needs anybody.'
        : formatTable(rows, { header, right: [1], paint: paintFor(terminal).bold })
    return { data: { attention: shown }, text }
  },
})

function nextOf(kind: string, controller: string): string | null {
  // Who is told inside the server has no command: it is for whoever runs the server.
  if (kind === 'subscribers_failing') return 'notificationSubscribers of the API'
  const command = leads[kind]
  return command === undefined ? null : `conduit ${command} --controller ${controller}`
}
