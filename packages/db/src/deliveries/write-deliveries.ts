import {
  type DeliveryRecord,
  type Occurrence,
  occurrencesOf,
  type RecordOutcome,
  usualQuarantine,
} from '@conduit/core/host'
import type { Executor } from '../database/database.ts'
import { findPeople } from '../people/find-people.ts'
import { holdPeopleEpochs } from '../people/people-epoch.ts'
import { settlePeople } from '../people/settle-people.ts'
import { takeRoom } from '../quarantine/quarantine-usage.ts'
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
 * 3. write everything else in one statement.
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
  const stored = decisions.filter(({ isStored }) => isStored)
  const waiting = decisions.flatMap(waitingRows)
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
  if (failed.length === quarantined.length) return decisions.map(({ outcome }) => outcome)
  const kept = new Set(quarantined.map(({ id }) => id))
  const lost = new Set(failed.filter(({ id }) => !kept.has(id)).map(({ id }) => id))
  return decisions.map(({ delivery: { quarantine }, outcome }) =>
    quarantine !== null && lost.has(quarantine.id) ? { ...outcome, isLeftOut: true } : outcome,
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
