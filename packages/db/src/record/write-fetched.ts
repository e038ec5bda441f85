import type { Completion, FetchedRecord, JsonObject } from '@conduit/core'
import type { Keyring } from '@conduit/privacy'
import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Executor } from '../client.ts'
import { deliveries, fetchQueue, integrations, processingActivities } from '../schema/index.ts'
import { type SealedOwner, sealJson } from '../sealed-json.ts'
import { claimKeys } from './claim-keys.ts'
import type { Decision } from './decide.ts'
import { findPeople } from './find-people.ts'
import { waitingRows } from './follow-up-rows.ts'
import { type Occurrence, occurrencesOf } from './people.ts'
import { activityRows, deliveryRow, instantOrNull, storedFields } from './rows.ts'
import { connectionsOf, peopleOf, type RecordContext, settleAndSeal } from './write.ts'
import { writeRows } from './write-rows.ts'

/** A completion whose activity still waited, with the number of people that it had before. */
interface Completing extends Completion {
  readonly firstPerson: number
}

/**
 * Records one piece of fetched data inside a transaction: completes what waited for it, adds what is
 * new, and moves the state. Whether an activity still waits is decided by its row, so it is
 * completed once, whoever else reads it at the same time.
 *
 * @returns how many activities are new or complete now
 */
export async function writeFetched(
  executor: Executor,
  context: RecordContext,
  input: FetchedRecord,
): Promise<number> {
  const nothing = { keys: [], ignored: 0, catchUp: false, quarantine: null }
  const delivery = { ...input.delivery, ...nothing, activities: input.activities }
  const completing = await takeWaiting(executor, input, context.now())
  const decisions = await claimKeys(executor, [delivery], context.now())
  const stored = decisions.filter(({ isStored }) => isStored)
  const people = [
    ...completing.flatMap(completion => fetchedPeople(input, completion)),
    ...stored.flatMap(({ activities }) => peopleOf(delivery, activities)),
  ]
  const known = await findPeople(executor, people)
  const settled = await settleAndSeal(executor, context.keyring, people, known)

  for (const completion of completing) await complete(executor, input, completion)
  for (const decision of stored) await addToDelivery(executor, decision)
  const waiting = stored.flatMap(waitingRows)
  if (waiting.length > 0) await context.onWaiting(executor, connectionsOf(waiting))
  if (people.length > 0 || stored.length > 0) {
    await writeRows(executor, people, settled, {
      deliveries: [],
      activities: stored.flatMap(activityRows),
      waiting,
      quarantined: [],
    })
  }
  if (input.state !== null) {
    const owner = { controller: delivery.controller, integrationId: delivery.connectionId }
    await writeState(executor, context.keyring, owner, input.state)
  }
  return stored.reduce((count, { activities }) => count + activities.length, completing.length)
}

/** Seals and stores what a connection's runs remember. */
export async function writeState(
  executor: Executor,
  keyring: Keyring,
  owner: SealedOwner,
  state: JsonObject,
): Promise<void> {
  const { controller, integrationId } = owner
  await executor
    .update(integrations)
    .set({ state: sealJson(keyring, owner, 'state', state) })
    .where(and(eq(integrations.controllerId, controller.id), eq(integrations.id, integrationId)))
}

async function takeWaiting(
  executor: Executor,
  { delivery, completes }: FetchedRecord,
  now: Date,
): Promise<readonly Completing[]> {
  if (completes.length === 0) return []
  const controllerId = delivery.controller.id
  const ids = completes.map(({ activityId }) => activityId)
  const taken = await executor
    .update(fetchQueue)
    .set({ state: 'done', ref: null, settledAt: now })
    .where(
      and(
        eq(fetchQueue.controllerId, controllerId),
        inArray(fetchQueue.id, ids),
        eq(fetchQueue.state, 'waiting'),
      ),
    )
    .returning({ id: fetchQueue.id })
  if (taken.length === 0) return []
  const rows = await executor
    .select({ id: processingActivities.id, people: processingActivities.people })
    .from(processingActivities)
    .where(
      and(
        eq(processingActivities.controllerId, controllerId),
        inArray(
          processingActivities.id,
          taken.map(({ id }) => id),
        ),
      ),
    )
  const peopleBefore = new Map(rows.map(({ id, people }) => [id, people]))
  return completes.flatMap(completion => {
    const firstPerson = peopleBefore.get(completion.activityId)
    return firstPerson === undefined ? [] : [{ ...completion, firstPerson }]
  })
}

function fetchedPeople({ delivery }: FetchedRecord, completion: Completing): readonly Occurrence[] {
  const { activityId, people, firstPerson } = completion
  const { controller, connectionId, receivedAt } = delivery
  const origin = { controller, integrationId: connectionId, activityId, seenAt: receivedAt }
  return occurrencesOf(origin, people, firstPerson)
}

/** What was read at the platform with our own credentials is better proven than an unsigned call. */
async function complete(
  executor: Executor,
  { delivery }: FetchedRecord,
  { activityId, meaning, occurredAt, fields, people, firstPerson }: Completing,
): Promise<void> {
  const added = JSON.stringify(storedFields(fields, 'fetched', firstPerson))
  await executor
    .update(processingActivities)
    .set({
      meaning,
      occurredAt: sql`${instantOrNull(occurredAt)}::timestamptz`,
      people: firstPerson + people.length,
      fields: sql`${processingActivities.fields} || ${added}::jsonb`,
      verification: sql`replace(${processingActivities.verification}, 'unsigned', 'fetched')`,
    })
    .where(
      and(
        eq(processingActivities.controllerId, delivery.controller.id),
        eq(processingActivities.id, activityId),
      ),
    )
}

/** The run's delivery grows with each piece that brings something new. */
async function addToDelivery(executor: Executor, decision: Decision): Promise<void> {
  const { receivedAt, ...row } = deliveryRow(decision)
  await executor
    .insert(deliveries)
    .values({ ...row, receivedAt: new Date(receivedAt) })
    .onConflictDoUpdate({
      target: [deliveries.controllerId, deliveries.id],
      set: {
        activities: sql`${deliveries.activities} + excluded.activities`,
        rejected: sql`${deliveries.rejected} + excluded.rejected`,
      },
    })
}
