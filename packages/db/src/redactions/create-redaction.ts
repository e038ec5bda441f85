import { uuidv7 } from 'uuidv7'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import type { Executor } from '../database/database.ts'
import { notFound } from '../errors/not-found.ts'
import { integrationsOfPerson } from '../requests/integrations-of-person.ts'
import { leadRequest } from '../requests/lead-request.ts'
import { noteRequestEvents } from '../requests/request-events.ts'
import { dataSubjectRequests, redactionLookups, redactions } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'
import { type RedactionNode, shownRedaction } from './redaction-node.ts'
import { erasableAccount, erasablePerson } from './redaction-obstacles.ts'

/**
 * Begins the plan of an erasure, for a request whose identity was checked and whose person is one, or
 * nobody that is known. A job asks the integrations. Of a whole account no integration is asked: it is of
 * our own rows.
 *
 * @param onCreated makes that job, in the same transaction
 * @throws {ConduitError} `not_found`; `conflict`: a `RedactionObstacle`, with its code in front
 */
export async function createRedaction(
  { database, now }: AdministrationContext,
  actor: Actor,
  ref: RowRef,
  onCreated: (executor: Executor, ref: RowRef) => Promise<void>,
): Promise<RedactionNode> {
  return await database.transaction(async executor => {
    const at = now()
    const { controllerId } = ref
    const [request] = await executor
      .select()
      .from(dataSubjectRequests)
      .where(isRow(dataSubjectRequests, ref))
      .for('update')
    if (request === undefined) throw notFound('request')
    const { scope } = request
    const whose = await targetOf(executor, request)
    const own = { controllerId, id: uuidv7() }
    const [row] = await executor
      .insert(redactions)
      .values({
        ...{ ...own, requestId: ref.id, scope, ...whose },
        ...{ state: 'planning', version: 0, createdAt: at, nextRunAt: at },
      })
      .returning()
    if (row === undefined) throw notFound('redaction')
    // What a platform has of its own customer is that customer's affair.
    const places =
      scope === 'account' ? [] : await integrationsOfPerson(executor, controllerId, whose.members)
    if (places.length > 0)
      await executor.insert(redactionLookups).values(
        places.map(({ id: integrationId, isSeen }) => ({
          ...{ controllerId, redactionId: own.id, integrationId, isSeen },
          ...{ outcome: 'waiting' as const, tries: 0 },
        })),
      )
    await leadRequest(executor, actor, ref, at, ['scope'])
    await noteRequestEvents(executor, [{ request: ref, at, kind: 'redaction_begun', actor }])
    await writeAudit(executor, {
      ...{ at, controllerId, actor, action: 'redaction.created' },
      ...{ objectType: 'redaction', objectId: own.id, details: { count: places.length } },
    })
    await onCreated(executor, own)
    return shownRedaction(row)
  })
}

type Target = Pick<(typeof redactions)['$inferSelect'], 'subjectId' | 'members' | 'integrationId'>

/** Whom or what a request wants erased. */
async function targetOf(
  executor: Executor,
  request: (typeof dataSubjectRequests)['$inferSelect'],
): Promise<Target> {
  if (request.scope === 'account') {
    const integrationId = await erasableAccount(executor, request)
    return { subjectId: null, members: [], integrationId }
  }
  const person = await erasablePerson(executor, request)
  return { subjectId: person?.root ?? null, members: person?.members ?? [], integrationId: null }
}
