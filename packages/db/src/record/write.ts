import type { ConnectionRef, DeliveryRecord, RecordOutcome } from '@conduit/core'
import type { Keyring } from '@conduit/privacy'
import type { Executor } from '../client.ts'
import { claimKeys } from './claim-keys.ts'
import { findPeople, type KnownPeople, settlePeople } from './find-people.ts'
import { quarantineRows, waitingRows } from './follow-up-rows.ts'
import { type Occurrence, occurrencesOf } from './people.ts'
import { activityRows, deliveryRow } from './rows.ts'
import { sealPeople } from './seal-people.ts'
import { type SettledPeople, writeRows } from './write-rows.ts'

/** What recording needs beside the database. */
export interface RecordContext {
  readonly keyring: Keyring
  readonly now: () => Date
  /**
   * Awaited inside the transaction whenever something new waits to be read, so that the job which
   * reads it exists if and only if the rows do.
   */
  readonly onWaiting: (executor: Executor, connections: readonly ConnectionRef[]) => Promise<void>
}

/**
 * Records deliveries inside a transaction, from the first statement to the last:
 *
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
  records: readonly DeliveryRecord[],
): Promise<readonly RecordOutcome[]> {
  const peopleOfAll = new Map(
    records.flatMap(record =>
      record.activities.map(activity => [activity, peopleOf(record, [activity])] as const),
    ),
  )
  const [decisions, known] = await Promise.all([
    claimKeys(executor, records, context.now()),
    findPeople(executor, [...peopleOfAll.values()].flat()),
  ])
  const people = decisions
    .flatMap(({ activities }) => activities)
    .flatMap(activity => peopleOfAll.get(activity) ?? [])
  const settled = await settleAndSeal(executor, context.keyring, people, known)
  const stored = decisions.filter(({ isStored }) => isStored)
  const waiting = decisions.flatMap(waitingRows)
  // Before our own rows: if a statement of the job failed, they cannot be written, whoever ignored it.
  if (waiting.length > 0) await context.onWaiting(executor, connectionsOf(waiting))
  if (stored.length > 0 || waiting.length > 0) {
    await writeRows(executor, people, settled, {
      deliveries: stored.map(deliveryRow),
      activities: stored.flatMap(activityRows),
      waiting,
      quarantined: stored.flatMap(quarantineRows),
    })
  }
  return decisions.map(({ outcome }) => outcome)
}

/** Decides who is who, and seals what is new. */
export async function settleAndSeal(
  executor: Executor,
  keyring: Keyring,
  people: readonly Occurrence[],
  known: KnownPeople,
): Promise<SettledPeople> {
  const resolution = await settlePeople(executor, people, known)
  const rows = await sealPeople(executor, keyring, people, resolution, known)
  return { resolution, rows }
}

/** The findable people of these activities of a delivery. */
export function peopleOf(
  delivery: DeliveryRecord,
  activities: DeliveryRecord['activities'],
): readonly Occurrence[] {
  return activities.flatMap(({ id, people }) =>
    occurrencesOf(
      {
        controller: delivery.controller,
        integrationId: delivery.connectionId,
        activityId: id,
        seenAt: delivery.receivedAt,
      },
      people,
    ),
  )
}

/** The connections of waiting rows, each once. */
export function connectionsOf(
  waiting: readonly { readonly controllerId: string; readonly integrationId: string }[],
): readonly ConnectionRef[] {
  const byId = new Map(
    waiting.map(({ controllerId, integrationId }) => [
      integrationId,
      { controllerId, connectionId: integrationId },
    ]),
  )
  return [...byId.values()]
}
