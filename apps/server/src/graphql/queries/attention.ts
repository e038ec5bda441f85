import { countQuarantined, type Database } from '@conduit/db'
import { recentConflicts, unmappedPurposes } from '@conduit/db/consents'
import { countToReview } from '@conduit/db/erasure'
import { exportStats } from '@conduit/db/exports'
import { countOpenNotices } from '@conduit/db/notices'
import { listSubscribers } from '@conduit/db/notifications'
import { countLinks } from '@conduit/db/people'
import { countUnwell } from '@conduit/db/propagations'
import { redactionStats } from '@conduit/db/redactions'
import { requestStats } from '@conduit/db/requests'
import { countHoldsToReview } from '@conduit/db/retention'
import { builder } from '../builder.ts'
import { refOf } from '../scope.ts'
import { type Attention, AttentionItem } from '../types/attention.ts'

builder.queryField('attention', t =>
  t.field({
    type: [AttentionItem],
    description: 'What needs somebody, the worst first.',
    args: { dataControllerId: t.arg.id({ required: true }) },
    resolve: async (_root, { dataControllerId }, context) => {
      const { controllerId } = refOf(context, 'controller', dataControllerId, '/dataControllerId')
      const { services } = context
      const all = await attentionOf(services.database, controllerId, services.clock())
      return all.filter(({ count }) => count > 0)
    },
  }),
)

/** What fails once or twice comes right by itself. */
const failsOften = 3

async function attentionOf(
  database: Database,
  controllerId: string,
  now: Date,
): Promise<readonly Attention[]> {
  const stats = await requestStats(database, controllerId, now)
  const unmapped = await unmappedPurposes(database, controllerId)
  const subscribers = await listSubscribers(database, controllerId)
  const failing = subscribers.filter(({ tries }) => tries >= failsOften)
  const nameless = unmapped.filter(({ purposeId }) => purposeId === null)
  const conflicts = await recentConflicts(database, controllerId)
  const unwell = await countUnwell(database, controllerId)
  const kept = await countQuarantined(database, controllerId)
  const toReview = await countHoldsToReview(database, controllerId, now)
  const cameBack = await countToReview(database, controllerId)
  const copies = await exportStats(database, controllerId, now)
  const erasures = await redactionStats(database, controllerId)
  const notices = await countOpenNotices(database, controllerId)
  const links = await countLinks(database, controllerId)
  return [
    { kind: 'requests_overdue', severity: 'error', count: stats.overdue },
    { kind: 'requests_unacknowledged', severity: 'error', count: stats.unacknowledged },
    { kind: 'deliveries_kept_aside', severity: 'error', count: kept },
    { kind: 'propagations_failed', severity: 'error', count: unwell.failed },
    { kind: 'redactions_failed', severity: 'error', count: erasures.failed },
    { kind: 'requests_due_soon', severity: 'warning', count: stats.dueSoon },
    { kind: 'requests_unconfirmed', severity: 'warning', count: stats.unconfirmed },
    { kind: 'requests_unchecked', severity: 'warning', count: stats.unchecked },
    { kind: 'redactions_by_hand', severity: 'warning', count: erasures.byHand },
    { kind: 'recipients_to_notify', severity: 'warning', count: notices },
    { kind: 'redactions_unapproved', severity: 'warning', count: erasures.unapproved },
    { kind: 'data_exports_incomplete', severity: 'warning', count: copies.incomplete },
    { kind: 'data_exports_unread', severity: 'warning', count: copies.unread },
    { kind: 'consent_conflicts', severity: 'warning', count: conflicts },
    { kind: 'propagations_different', severity: 'warning', count: unwell.different },
    { kind: 'subscribers_failing', severity: 'warning', count: failing.length },
    { kind: 'holds_to_review', severity: 'warning', count: toReview },
    { kind: 'suppressions_to_review', severity: 'warning', count: cameBack },
    { kind: 'request_duplicates', severity: 'notice', count: stats.duplicates },
    { kind: 'requests_answered_unchecked', severity: 'notice', count: stats.answeredUnchecked },
    { kind: 'link_suggestions', severity: 'notice', count: links },
    { kind: 'unmapped_purposes', severity: 'notice', count: nameless.length },
  ]
}
