import { createHash } from 'node:crypto'
import type {
  ActivityRecord,
  Controller,
  DeliveryRecord,
  PersonRecord,
  PersonToken,
} from '@conduit/core/host'
import type { Database } from '@conduit/db'
import { createKeyring, type KeyedHash } from '@conduit/privacy'
import { uuidv7 } from 'uuidv7'
import { dataControllers } from '../../src/schema/index.ts'
import { asAct } from './as-act.ts'

/** Two keys, so that tokens of an older one can be made as well. */
export const keyring = createKeyring([
  { id: 'k2', bytes: createHash('sha256').update('conduit test key two').digest() },
  { id: 'k1', bytes: createHash('sha256').update('conduit test key one').digest() },
])

/** A time inside the test's month, so that ids and times agree. */
export const receivedAt = new Date()

/** A controller that no table knows: the recorder does not ask. */
export function controllerOf(id: string = uuidv7()): Controller {
  return {
    id,
    did: `did:example:${id}`,
    salt: createHash('sha256').update(id).digest(),
    phoneRegion: null,
  }
}

/** Makes the row of a controller, for what asks. */
export async function keepController(
  database: Database,
  { id: controllerId, did, salt, phoneRegion }: Controller,
): Promise<void> {
  const named = { name: 'Test', status: 'active', createdAt: receivedAt } as const
  await asAct(database, executor =>
    executor.insert(dataControllers).values({ controllerId, did, salt, phoneRegion, ...named }),
  )
}

/** Keyed hash of something. */
export function keyOf(controller: Controller, text: string): KeyedHash {
  return keyring.forController(controller).hasher('repetition')(text)
}

/** The token of an e-mail address or account, as a receiver hands it over. */
export function tokenOf(
  controller: Controller,
  value: string,
  options: { kind?: PersonToken['kind']; keyId?: string; older?: boolean } = {},
): PersonToken {
  const { kind = value.includes('@') ? 'email' : 'account_id', keyId = keyring.active } = options
  const keys = keyring.forController(controller)
  const canonical = { normaliser: kind === 'email' ? 'email/1' : 'platform-id/1', value }
  const older = options.older === true ? [keys.tokenHasher(kind, 'k1')(canonical)] : []
  const hash = keys.tokenHasher(kind, keyId)(canonical)
  const { normaliser } = canonical
  return { kind, keyId, normaliser, hash, older, isShared: false, bases: [] }
}

/** A person with these identifiers, and references of these ids. */
export function personOf(
  controller: Controller,
  identifiers: readonly string[],
  references: readonly string[] = [],
): PersonRecord {
  return {
    tokens: identifiers.map(value => tokenOf(controller, value)),
    references: references.map(id => ({
      object: 'customer',
      token: keyOf(controller, `reference ${id}`),
      plaintext: Buffer.from(JSON.stringify(['customer', id, null])),
    })),
    consents: [],
  }
}

/** An event; `keys` are hashed. */
export function activityOf(
  controller: Controller,
  options: Partial<Omit<ActivityRecord, 'keys'>> & { keys?: readonly string[] } = {},
): ActivityRecord {
  const { keys = [], ...rest } = options
  return {
    id: uuidv7(),
    position: 0,
    type: 'customer.updated',
    meaning: 'subject.updated',
    scope: 'person',
    account: null,
    occurredAt: receivedAt,
    path: '/data/object',
    verification: 'signed',
    areKeysKept: false,
    eventHash: keys[0] === undefined ? null : keyOf(controller, `event ${keys[0]}`),
    fields: [{ path: '/data/object/email', category: 'email', person: 0 }],
    people: [],
    requests: [],
    want: null,
    ...rest,
    keys: keys.map(key => keyOf(controller, key)),
  }
}

/** A delivery; `keys` are hashed. */
export function deliveryOf(
  controller: Controller,
  options: Partial<Omit<DeliveryRecord, 'keys' | 'controller'>> & { keys?: readonly string[] } = {},
): DeliveryRecord {
  const { keys = [], ...rest } = options
  return {
    id: uuidv7(),
    controller,
    integrationId: integrationOf(controller),
    adapter: 'stripe',
    platformDeliveryId: null,
    receivedAt,
    verification: 'signed',
    activities: [],
    ignored: 0,
    rejected: 0,
    catchUp: false,
    quarantine: null,
    ...rest,
    keys: keys.map(key => keyOf(controller, key)),
  }
}

/** The one integration of a controller in these tests. */
export function integrationOf(controller: Controller): string {
  return controller.id.replace(/.{4}$/, 'c0de')
}
