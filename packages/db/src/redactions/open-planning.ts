import type { Reference } from '@conduit/core'
import type { Controller, RequestIdentities } from '@conduit/core/host'
import type { KeyedHash, Keyring } from '@conduit/privacy'
import type { AdministrationContext } from '../database/administration-context.ts'
import type { Executor } from '../database/database.ts'
import { grouped } from '../lists/grouped.ts'
import { type KnownObject, knownObjects, sharedObjects } from '../people/known-objects.ts'
import { endRedaction } from '../requests/end-redaction.ts'
import { identifiersOf, personOfRequest } from '../requests/person-of-request.ts'
import { openedRequest } from '../requests/request-key.ts'
import type { RowRef } from '../schema/row-ref.ts'
import type { LookupNode, RedactionRow } from './redaction-node.ts'
import { whyChanged } from './redaction-obstacles.ts'
import { lockedRedaction, lookupsOf, requestOf } from './redaction-rows.ts'

/** Objects of a person at one integration, in clear: in memory only. */
export interface ObjectsAtPlace {
  readonly own: readonly Reference[]
  /** Those that are, proven, somebody else's too. */
  readonly shared: readonly Reference[]
}

/** A plan that is made, with all that is needed for it in clear: in memory only. */
export interface Planning {
  readonly row: RedactionRow
  readonly keyring: Keyring
  readonly controller: Controller
  readonly lookups: readonly LookupNode[]
  /** What the request names its person by, in clear. */
  readonly named: RequestIdentities['identifiers']
  /** Keyed hashes of what counts of it as the person's; null: all counts, as nobody is known, or the caller answers for it. */
  readonly tokens: ReadonlySet<KeyedHash> | null
  /** Objects of which platforms told, proven, by integration. */
  readonly objects: ReadonlyMap<string, ObjectsAtPlace>
}

/** More are not planned. */
export const mostTasks = 1_000

/**
 * Opens a redaction that is to be planned. One whose request or person has changed fails.
 * @returns null: there is nothing to plan
 */
export async function openPlanning(
  { database, keyring, now }: AdministrationContext,
  ref: RowRef,
): Promise<Planning | null> {
  return await database.transaction(async executor => {
    const row = await lockedRedaction(executor, ref)
    if (row.state !== 'planning') return null
    const request = await requestOf(executor, row)
    const why = await whyChanged(executor, row, request)
    const opened = why === null ? await openedRequest(executor, keyring, request) : null
    if (opened === null) {
      await endRedaction(executor, job, row, now(), {
        state: 'failed',
        reason: why ?? 'key_missing',
      })
      return null
    }
    const person = await personOfRequest(executor, request)
    const known = person === null ? null : await identifiersOf(executor, request, person)
    const counting =
      row.integrationId === null
        ? known?.filter(({ isNamed, isVerified }) => isNamed && isVerified)
        : undefined
    return {
      ...{ row, keyring, controller: opened.controller, named: opened.identifiers },
      tokens: counting === undefined ? null : new Set(counting.map(({ token }) => token)),
      lookups: await lookupsOf(executor, ref),
      objects: await objectsOf(executor, keyring, row),
    }
  })
}

const job = { type: 'job', id: null } as const

async function objectsOf(
  executor: Executor,
  keyring: Keyring,
  { controllerId, members }: RedactionRow,
): Promise<ReadonlyMap<string, ObjectsAtPlace>> {
  const own = await knownObjects(executor, keyring, controllerId, members, mostTasks)
  const shared = await sharedObjects(executor, keyring, controllerId, members, mostTasks)
  const [ownAt, sharedAt] = [byPlace(own), byPlace(shared)]
  const places = new Set([...ownAt.keys(), ...sharedAt.keys()])
  return new Map(
    [...places].map(place => [
      place,
      { own: ownAt.get(place) ?? [], shared: sharedAt.get(place) ?? [] },
    ]),
  )
}

function byPlace(objects: readonly KnownObject[]): ReadonlyMap<string, readonly Reference[]> {
  const places = grouped(objects, ({ integrationId }) => integrationId)
  return new Map([...places].map(([id, all]) => [id, all.map(({ reference }) => reference)]))
}
