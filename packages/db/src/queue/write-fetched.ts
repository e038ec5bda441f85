import {
  type Completion,
  type DeliveryRecord,
  type FetchedRecord,
  isNobodyLeft,
  type Occurrence,
  occurrencesOf,
  type SuppressedPeople,
  suppressedPeople,
} from '@conduit/core/host'
import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Executor } from '../database/database.ts'
import { instantOrNull } from '../database/instant-or-null.ts'
import { askedBy, openAsked, subjectsByActivity } from '../deliveries/asked-by.ts'
import { claimKeys } from '../deliveries/claim-keys.ts'
import type { FieldSets } from '../deliveries/field-sets.ts'
import { integrationsOf, waitingRows } from '../deliveries/follow-up-rows.ts'
import type { RecordContext } from '../deliveries/record-context.ts'
import { activityRows, deliveryRows } from '../deliveries/rows.ts'
import { storedFields } from '../deliveries/stored-fields.ts'
import { hitsOf, keptDecisions, peopleOf } from '../deliveries/write-deliveries.ts'
import { writeRows } from '../deliveries/write-rows.ts'
import { writeState } from '../integrations/write-state.ts'
import { findPeople } from '../people/find-people.ts'
import { holdPeopleEpochs } from '../people/people-epoch.ts'
import { settlePeople } from '../people/settle-people.ts'
import { countHits, hitRows } from '../people/suppression-hits.ts'
import { fetchQueue, fieldSets, processingActivities } from '../schema/index.ts'
import { isRow } from '../schema/row-ref.ts'

/** A completion whose activity still waited, with the number of people that it had before. */
interface Completing extends Completion {
  readonly firstPerson: number
}

/**
 * Records one piece of fetched data inside a transaction: completes what waited for it, adds what is
 * new, and moves the state. The run's delivery grows with each piece that brings something new.
 * Whether an activity still waits is decided by its row, so it is completed once, whoever else reads
 * it at the same time.
 *
 * @returns how many activities are new or complete now
 */
export async function writeFetched(
  executor: Executor,
  context: RecordContext,
  sets: FieldSets,
  input: FetchedRecord,
): Promise<number> {
  const nothing = { keys: [], ignored: 0, catchUp: false, quarantine: null }
  const delivery: DeliveryRecord = { ...input.delivery, ...nothing, activities: input.activities }
  await sets.load(executor, [delivery])
  await holdPeopleEpochs(executor, new Set([delivery.controller.id]))
  const completing = await takeWaiting(executor, input, context.now())
  const decisions = await claimKeys(executor, [delivery], context.now())
  const people = [
    ...completing.flatMap(completion => fetchedPeople(input, completion)),
    ...decisions
      .filter(({ isStored }) => isStored)
      .flatMap(({ activities }) => peopleOf(delivery, activities)),
  ]
  const known = await findPeople(executor, people)
  const settled = await settlePeople(executor, context.keyring, people, known)
  const suppressed = suppressedPeople(people, settled.resolution)
  const stored = keptDecisions(decisions, suppressed).filter(({ isStored }) => isStored)

  for (const completion of completing) await complete(executor, input, completion, suppressed)
  const waiting = stored.flatMap(waitingRows)
  if (waiting.length > 0) await context.onWaiting(executor, integrationsOf(waiting))
  if (people.length > 0 || stored.length > 0) {
    await writeRows(executor, settled, {
      deliveries: stored.flatMap(deliveryRows),
      activities: stored.flatMap(each => activityRows(each, sets)),
      waiting,
      quarantined: [],
    })
  }
  if (suppressed.size > 0) {
    await countHits(executor, hitsOf(decisions, people, known))
    await countHits(executor, hitRows(people, known.tokens, completionsOf(completing)))
  }
  const subjectsOf = subjectsByActivity(settled)
  const asked = [
    ...completing.flatMap(({ activityId: id, firstPerson, ...completion }) =>
      askedBy(delivery, { ...completion, id, scope: 'person' }, subjectsOf(id), firstPerson),
    ),
    ...decisions.flatMap(({ activities }) =>
      activities.flatMap(activity => askedBy(delivery, activity, subjectsOf(activity.id))),
    ),
  ]
  await openAsked(executor, context.now(), asked)
  if (input.state !== null) {
    const owner = { id: delivery.integrationId, controller: delivery.controller }
    await writeState(executor, context.keyring, owner, input.state)
  }
  return stored.reduce((count, { activities }) => count + activities.length, completing.length)
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
        eq(fetchQueue.integrationId, delivery.integrationId),
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
  const { controller, integrationId, receivedAt: seenAt } = delivery
  const origin = { controller, integrationId, activityId, verification: 'fetched', seenAt } as const
  return occurrencesOf(origin, people, firstPerson)
}

const ownSet = sql`(select ${fieldSets.fields} from ${fieldSets}
  where ${fieldSets.controllerId} = ${processingActivities.controllerId}
    and ${fieldSets.hash} = ${processingActivities.fieldSet})`

/** Completed events, for the suppressed people that were read of them. */
function completionsOf(completing: readonly Completing[]) {
  const events = new Map(
    completing.map(({ activityId, meaning, occurredAt }, item) => [
      activityId,
      { item, verification: 'fetched' as const, meaning, occurredAt },
    ]),
  )
  return (activityId: string) => events.get(activityId)
}

const isNobodys = sql`(${processingActivities.subjectId} is null and not exists (
  select from activity_subjects tie where tie.controller_id = ${processingActivities.controllerId}
    and tie.activity_id = ${processingActivities.id}))`

/**
 * What was read at the platform with our own credentials is better proven than an unsigned call. Where
 * it says that the event is of somebody suppressed and of nobody else, nothing stays that says whose it was.
 */
async function complete(
  executor: Executor,
  { delivery }: FetchedRecord,
  { activityId, meaning, occurredAt, fields, people, firstPerson }: Completing,
  suppressed: SuppressedPeople,
): Promise<void> {
  const gone = suppressed.get(activityId)
  const isNobodyElses = isNobodyLeft({ id: activityId, people }, suppressed, firstPerson)
  const kept = fields.filter(({ person }) =>
    person === null ? !isNobodyElses : gone?.has(firstPerson + person) !== true,
  )
  const isBare = isNobodyElses ? isNobodys : sql`false`
  const added = JSON.stringify(storedFields(kept, 'fetched', firstPerson))
  await executor
    .update(processingActivities)
    .set({
      meaning,
      occurredAt: sql`${instantOrNull(occurredAt)}::timestamptz`,
      people: firstPerson + people.length,
      fields: sql`case when ${isBare} then '[]'::jsonb
        else coalesce(${processingActivities.fields}, ${ownSet}) || ${added}::jsonb end`,
      fieldSet: null,
      eventHash: sql`case when not ${isBare} then ${processingActivities.eventHash} end`,
      platformDeliveryId: sql`case when not ${isBare} then ${processingActivities.platformDeliveryId} end`,
      verification: sql`replace(${processingActivities.verification}, 'unsigned', 'fetched')`,
    })
    .where(isRow(processingActivities, { controllerId: delivery.controller.id, id: activityId }))
}
