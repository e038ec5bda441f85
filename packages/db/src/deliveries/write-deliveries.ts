import {
  type Decision,
  type DeliveryRecord,
  type Occurrence,
  occurrencesOf,
  type RecordOutcome,
  type SuppressedPeople,
  suppressedPeople,
  usualQuarantine,
  withoutSuppressed,
} from '@conduit/core/host'
import type { Executor } from '../database/database.ts'
import { findPeople, type KnownPeople } from '../people/find-people.ts'
import { holdPeopleEpochs } from '../people/people-epoch.ts'
import { type SettledPeople, settlePeople } from '../people/settle-people.ts'
import { countHits, hitRows } from '../people/suppression-hits.ts'
import { takeRoom } from '../quarantine/quarantine-usage.ts'
import { askedBy, openAsked, subjectsByActivity } from './asked-by.ts'
import { claimKeys } from './claim-keys.ts'
import type { FieldSets } from './field-sets.ts'
import { integrationsOf, quarantineRows, waitingRows } from './follow-up-rows.ts'
import type { RecordContext } from './record-context.ts'
import { activityRows, deliveryRows } from './rows.ts'
import { writeRows } from './write-rows.ts'

/**
 * Records deliveries inside a transaction, from the first statement to the last:
 *
 * 0. hold the people epochs, so that nobody is merged or forgotten meanwhile;
 * 1. take the keys, which decides what is new, and at once look up all tokens and references;
 * 2. insert the tokens that are new, which decides who is who;
 * 3. write everything else in one statement, without whatever is of suppressed people.
 *
 * Every transaction takes its locks in this order, and within a table in the order of the key, so
 * no two of them wait for one another.
 */
export async function writeDeliveries(
  executor: Executor,
  context: RecordContext,
  fieldSets: FieldSets,
  records: readonly DeliveryRecord[],
): Promise<readonly RecordOutcome[]> {
  const peopleOfAll = new Map(
    records.flatMap(record =>
      record.activities.map(activity => [activity, peopleOf(record, [activity])] as const),
    ),
  )
  const occurrences = [...peopleOfAll.values()].flat()
  await holdPeopleEpochs(executor, controllersOf(occurrences))
  await fieldSets.load(executor, records)
  const [decisions, known] = await Promise.all([
    claimKeys(executor, records, context.now()),
    findPeople(executor, occurrences),
  ])
  const people = decisions
    .flatMap(({ activities }) => activities)
    .flatMap(activity => peopleOfAll.get(activity) ?? [])
  const settled = await settlePeople(executor, context.keyring, people, known)
  const kept = keptDecisions(decisions, suppressedPeople(people, settled.resolution))
  const stored = kept.filter(({ isStored }) => isStored)
  const waiting = kept.flatMap(waitingRows)
  // Before our own rows: if a statement of the job failed, they cannot be written, whoever ignored it.
  if (waiting.length > 0) await context.onWaiting(executor, integrationsOf(waiting))
  const failed = stored.flatMap(quarantineRows)
  const quota = context.quarantineQuota ?? usualQuarantine
  const quarantined = failed.length === 0 ? failed : await takeRoom(executor, quota, failed)
  if (stored.length > 0 || waiting.length > 0) {
    await writeRows(executor, settled, {
      deliveries: stored.flatMap(deliveryRows),
      activities: stored.flatMap(each => activityRows(each, fieldSets)),
      waiting,
      quarantined,
    })
  }
  if (kept !== decisions) await countHits(executor, hitsOf(decisions, people, known))
  await openRequests(executor, context.now(), decisions, settled)
  if (failed.length === quarantined.length) return decisions.map(({ outcome }) => outcome)
  const fitting = new Set(quarantined.map(({ id }) => id))
  const lost = new Set(failed.filter(({ id }) => !fitting.has(id)).map(({ id }) => id))
  return decisions.map(({ delivery: { quarantine }, outcome }) =>
    quarantine !== null && lost.has(quarantine.id) ? { ...outcome, isLeftOut: true } : outcome,
  )
}

/** What was decided, without whatever is of suppressed people; the same where nobody is. */
export function keptDecisions(
  decisions: readonly Decision[],
  suppressed: SuppressedPeople,
): readonly Decision[] {
  if (suppressed.size === 0) return decisions
  return decisions.map(decision => {
    const delivery = withoutSuppressed(decision.delivery, suppressed)
    const fresh = new Set(decision.activities.map(({ id }) => id))
    return {
      ...decision,
      delivery,
      activities: delivery.activities.filter(({ id }) => fresh.has(id)),
    }
  })
}

/** The rows of suppressed people of new events, as they were before anything was taken from them. */
export function hitsOf(
  decisions: readonly Decision[],
  people: readonly Occurrence[],
  { tokens }: Pick<KnownPeople, 'tokens'>,
): ReturnType<typeof hitRows> {
  const events = new Map(
    decisions
      .flatMap(({ activities }) => activities)
      .map((activity, item) => [activity.id, { ...activity, item }]),
  )
  return hitRows(people, tokens, id => events.get(id))
}

/** Opens what people ask by new events. */
async function openRequests(
  executor: Executor,
  at: Date,
  decisions: readonly Decision[],
  settled: SettledPeople,
): Promise<void> {
  const subjectsOf = subjectsByActivity(settled)
  await openAsked(
    executor,
    at,
    decisions.flatMap(({ delivery, activities }) =>
      activities.flatMap(activity => askedBy(delivery, activity, subjectsOf(activity.id))),
    ),
  )
}

/** The controllers whose people these are. */
export function controllersOf(occurrences: readonly Occurrence[]): ReadonlySet<string> {
  return new Set(occurrences.map(({ controller }) => controller.id))
}

/** The findable people of these activities of a delivery. */
export function peopleOf(
  { controller, integrationId, receivedAt }: DeliveryRecord,
  activities: DeliveryRecord['activities'],
): readonly Occurrence[] {
  return activities.flatMap(({ id: activityId, verification, people }) =>
    occurrencesOf(
      { controller, integrationId, activityId, verification, seenAt: receivedAt },
      people,
    ),
  )
}
