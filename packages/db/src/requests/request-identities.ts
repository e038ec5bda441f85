import { ConduitError } from '@conduit/core'
import { openRequest, type RequestIdentities } from '@conduit/core/host'
import { and, eq } from 'drizzle-orm'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import { selectController } from '../controllers/find-controller.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import { notFound } from '../errors/not-found.ts'
import { dataSubjectRequests, requestKeys } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'
import { refused } from './act-on-request.ts'
import { noteRequestEvents } from './request-events.ts'

/**
 * Opens what a request names its person by, for somebody who answers it. That it was looked at is noted.
 * @throws {ConduitError} `not_found`; `conflict`: the request is closed
 */
export async function showIdentities(
  { database, keyring, now }: AdministrationContext,
  actor: Actor,
  ref: RowRef,
): Promise<RequestIdentities> {
  return await database.transaction(async executor => {
    const at = now()
    const [row] = await executor
      .select()
      .from(dataSubjectRequests)
      .where(isRow(dataSubjectRequests, ref))
    if (row === undefined) throw notFound('request')
    if (row.closedAt !== null) throw refused('closed')
    const [key] = await executor
      .select({ wrapped: requestKeys.wrapped })
      .from(requestKeys)
      .where(and(eq(requestKeys.controllerId, ref.controllerId), eq(requestKeys.requestId, ref.id)))
    const controller = await selectController(executor, ref.controllerId)
    if (key === undefined || controller === null)
      throw new ConduitError('internal', { reason: 'the key of an open request is missing' })
    await noteRequestEvents(executor, [{ request: ref, at, kind: 'identities_shown', actor }])
    await writeAudit(executor, {
      ...{ at, controllerId: ref.controllerId, actor },
      action: 'data_subject_request.identities_shown',
      ...{ objectType: 'data_subject_request', objectId: ref.id },
    })
    const { id, identities } = row
    return openRequest(keyring, controller, { id, identities, wrappedKey: key.wrapped })
  })
}
