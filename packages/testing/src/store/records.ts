import { createHash } from 'node:crypto'
import {
  type ActivityRecord,
  type DeliveryRecord,
  generateDxKey,
  type PersonRecord,
  type QuarantineRecord,
  type StoredIntegration,
  tokensOf,
} from '@conduit/core/host'
import { createKeyring, type KeyedHash, type Keyring } from '@conduit/privacy'
import { uuidv7 } from 'uuidv7'
import type { WantedIntegration } from './store-under-test.ts'

const [first, second] = ['one', 'two'].map((name, index) => ({
  id: `k${index + 1}`,
  bytes: createHash('sha256').update(`key ${name} of the suite for stores`).digest(),
}))

/** The keys that the records are made with. */
const keyring = keyringOf(first)

/** The same after a rotation: a new key is the active one, and the old one still looks up. */
export const rotatedKeyring = keyringOf(second, first)

/** An integration for a store to make. */
export function newIntegration(changes: Partial<WantedIntegration> = {}): WantedIntegration {
  return {
    adapter: 'stripe',
    settings: {},
    accounts: [],
    claims: [],
    did: `did:example:${uuidv7()}`,
    dxKey: generateDxKey(),
    ...changes,
  }
}

/** A delivery of these events; recognised by `keys` where it has none. */
export function newDelivery(
  integration: StoredIntegration,
  activities: readonly ActivityRecord[],
  changes: Partial<DeliveryRecord> = {},
): DeliveryRecord {
  return {
    id: uuidv7(),
    controller: integration.controller,
    integrationId: integration.id,
    adapter: integration.adapter,
    platformDeliveryId: null,
    keys: [],
    receivedAt: new Date(),
    verification: 'signed',
    activities,
    ignored: 0,
    rejected: 0,
    catchUp: false,
    quarantine: null,
    ...changes,
  }
}

/** An event with these identities. */
export function newActivity(
  keys: readonly KeyedHash[],
  changes: Partial<ActivityRecord> = {},
): ActivityRecord {
  return {
    id: uuidv7(),
    position: 0,
    type: 'customer.updated',
    meaning: 'subject.updated',
    scope: 'person',
    account: null,
    occurredAt: new Date(),
    path: '/data',
    verification: 'signed',
    keys,
    areKeysKept: false,
    eventHash: null,
    fields: [],
    people: [],
    requests: [],
    want: null,
    ...changes,
  }
}

/** Somebody with these addresses, pseudonymised with the keys of a ring. */
export function newPerson(
  { controller, adapter, id: namespace }: StoredIntegration,
  emails: readonly string[],
  ring: Keyring = keyring,
): PersonRecord {
  const context = { keyring: ring, controller, adapter, namespace }
  const tokens = emails.flatMap(value => tokensOf({ category: 'email', value }, context))
  return { tokens, references: [], consents: [] }
}

/** Something that our code could not process. */
export function newQuarantine(sealed: Uint8Array = Buffer.from('sealed')): QuarantineRecord {
  return {
    id: uuidv7(),
    step: 'extract',
    reason: 'TypeError',
    sealed,
    expiresAt: new Date(Date.now() + 86_400_000),
  }
}

/** A keyed hash of an integration's controller. */
export function keyOf({ controller }: StoredIntegration, text: string): KeyedHash {
  return keyring.forController(controller).hasher('repetition')(text)
}

function keyringOf(...keys: readonly (typeof first)[]): Keyring {
  return createKeyring(keys.filter(key => key !== undefined))
}
