import { and, arrayOverlaps, eq } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { Executor } from '../database/database.ts'
import { processingEntries, recipientNotices } from '../schema/index.ts'

/** What is to be told of, and where the data had come from. */
export interface Notifiable {
  readonly controllerId: string
  readonly requestId: string
  readonly kind: (typeof recipientNotices)['$inferSelect']['kind']
  readonly integrationIds: readonly string[]
}

/**
 * Opens a notice for each recipient that the record of processing names for data of these integrations, as
 * Art. 19 GDPR asks for it: inside the transaction that ends what is to be told of. Who has one of the same
 * request gets no other.
 */
export async function openNotices(
  executor: Executor,
  actor: Actor,
  { controllerId, requestId, kind, integrationIds }: Notifiable,
  at: Date,
): Promise<void> {
  const recipients = await recipientsOf(executor, controllerId, integrationIds)
  if (recipients.size === 0) return
  const opened = await executor
    .insert(recipientNotices)
    .values(
      [...recipients].map(([recipient, entries]) => ({
        ...{ controllerId, id: uuidv7(), requestId, recipient, kind },
        ...{ entries: [...entries], createdAt: at },
      })),
    )
    .onConflictDoNothing()
    .returning({ id: recipientNotices.id })
  if (opened.length === 0) return
  await writeAudit(executor, {
    ...{ at, controllerId, actor, action: 'recipient_notice.opened' },
    ...{ objectType: 'data_subject_request', objectId: requestId },
    details: { count: opened.length, status: kind },
  })
}

/** Recipients, and the names of the entries by which data was disclosed to each. */
async function recipientsOf(
  executor: Executor,
  controllerId: string,
  integrationIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (integrationIds.length === 0) return new Map()
  const table = processingEntries
  const entries = await executor
    .select({ name: table.name, recipients: table.recipients })
    .from(table)
    .where(
      and(
        eq(table.controllerId, controllerId),
        arrayOverlaps(table.integrationIds, [...integrationIds]),
      ),
    )
    .orderBy(table.id)
  const found = new Map<string, readonly string[]>()
  for (const { name, recipients } of entries) {
    for (const recipient of new Set(recipients))
      found.set(recipient, [...(found.get(recipient) ?? []), name])
  }
  return found
}
