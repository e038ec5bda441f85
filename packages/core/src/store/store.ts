import type { IdentifierToken, KeyedHash, PiiCategory, PrivacyMeaning } from '@conduit/privacy'
import type { Scope } from '../contract/authenticator.ts'
import type { ConsentStatement, JsonObject } from '../contract/event.ts'
import type { FetchQueue } from './queue.ts'
import type { Sessions } from './sessions.ts'

/** What is known at once, or has to be asked for. */
export type Answered<T> = T | Promise<T>

/**
 * What a receiver needs from a database. `@conduit/db` implements it on PostgreSQL and PGlite,
 * `memoryStore()` in memory. The look-ups answer at once what they remember. Every method may fail:
 * the call is then answered 503 and the platform sends it again.
 */
export interface Store {
  /** Who holds the DX Key with this SHA-256 (hex); null: nobody, or it was revoked. */
  keyHolder(keyHash: string): Answered<KeyHolder | null>
  /** An enabled integration; null: unknown, disabled or removed. */
  integration(ref: IntegrationRef): Answered<StoredIntegration | null>
  /** The enabled integrations of a controller through one adapter. */
  integrationsOf(controllerId: string, adapter: string): Answered<readonly StoredIntegration[]>
  /** Whose account this is; at most one integration of an adapter has proven it. */
  accountOwner(adapter: string, account: string): Answered<AccountOwner>
  /** The deliveries that had these repetition keys first, as far as they were seen; asked for large deliveries alone. */
  seen(controllerId: string, keys: readonly KeyedHash[]): Promise<ReadonlyMap<KeyedHash, string>>
  /** Records one request: a delivery for each integration that it touches, in one transaction. */
  record(deliveries: readonly DeliveryRecord[]): Promise<readonly RecordOutcome[]>
  /** What waits to be read at platforms. */
  readonly queue: FetchQueue
  /** What runs at a platform hold and remember. */
  readonly sessions: Sessions
}

/** Names an integration. */
export interface IntegrationRef {
  readonly controllerId: string
  readonly id: string
}

/** The holder of a DX Key. */
export interface KeyHolder {
  readonly controllerId: string
  /** The controller's DID; compared in constant time. */
  readonly did: string
  /** Null: good for all of them. */
  readonly scope: Scope | null
  /** The integration that the key is bound to; null: any of the controller's. */
  readonly integrationId: string | null
}

/** A data controller, as far as a receiver needs it. */
export interface Controller {
  readonly id: string
  readonly did: string
  /** Input to every derived key; destroying it disconnects all of the controller's tokens. */
  readonly salt: Uint8Array
  /** ISO 3166 country for phone numbers without any other hint. */
  readonly phoneRegion: string | null
}

/**
 * An integration with its settings and state decrypted. Treat as frozen: stores remember it, and
 * receivers keep what they have made of it as long as they are handed the same object.
 */
export interface StoredIntegration {
  readonly id: string
  readonly controller: Controller
  readonly adapter: string
  /** What the controller brought; the operator's options are not merged in yet. */
  readonly settings: JsonObject
  readonly state: JsonObject
}

/**
 * The enabled integration that has proven an account; `unproven`: enabled ones claim it, and none has
 * proven it; null: nobody's, or of one that is switched off.
 */
export type AccountOwner = StoredIntegration | 'unproven' | null

/** Names an integration that is at hand. */
export function refOf({
  id,
  controller,
}: Pick<StoredIntegration, 'id' | 'controller'>): IntegrationRef {
  return { controllerId: controller.id, id }
}

/** One delivery, pseudonymised: nothing in it is a personal value in clear, but for references. */
export interface DeliveryRecord {
  /** UUIDv7. */
  readonly id: string
  readonly controller: Controller
  readonly integrationId: string
  readonly adapter: string
  readonly platformDeliveryId: string | null
  /** What decides repetition of a delivery without events, and of what is in quarantine. */
  readonly keys: readonly KeyedHash[]
  readonly receivedAt: Date
  readonly verification: Exclude<Verification, 'late'>
  readonly activities: readonly ActivityRecord[]
  /** Events of accounts that are nobody's, or out of the proof's reach. */
  readonly ignored: number
  readonly rejected: number
  /** Something changed at the platform: catch up. */
  readonly catchUp: boolean
  readonly quarantine: QuarantineRecord | null
}

/**
 * How what is recorded was proven. `late`: it was signed, and by its signed time it is so old that
 * nobody could tell any more whether it had come before.
 */
export type Verification = 'signed' | 'unsigned' | 'fetched' | 'late'

/**
 * So many days a store tells repetitions by their keys, at least. A signed event that is older than that
 * is late.
 */
export const repetitionDays = 90

/** One event, pseudonymised. */
export interface ActivityRecord {
  /** UUIDv7. */
  readonly id: string
  /** Place in the delivery, from 0. */
  readonly position: number
  readonly type: string
  readonly meaning: PrivacyMeaning
  readonly scope: 'person' | 'account'
  readonly account: string | null
  readonly occurredAt: Date | null
  /** JSON Pointer of the event in its document. */
  readonly path: string
  readonly verification: Verification
  /** A repetition is equal in any one; empty: never a repetition. */
  readonly keys: readonly KeyedHash[]
  /**
   * Its keys are never forgotten: it opened a request or said something of consent, and has no signed
   * time by which its bytes would be late when they come again.
   */
  readonly areKeysKept: boolean
  /** Keyed hash of the platform's event id, for look-ups. */
  readonly eventHash: KeyedHash | null
  readonly fields: readonly FieldRecord[]
  readonly people: readonly PersonRecord[]
  /** What they ask of the controller; empty where nothing proves it. */
  readonly requests: readonly RequestRecord[]
  readonly want: WantRecord | null
}

/** A request with what it names its person by, sealed under its own key. */
export interface SealedRequest {
  /** UUIDv7. */
  readonly id: string
  /** Its key under the controller's. */
  readonly wrappedKey: Uint8Array
  /** Null: it names nobody. */
  readonly identities: Uint8Array | null
}

/** Something that a person asks of the controller through a platform. */
export interface RequestRecord extends SealedRequest {
  readonly type: 'access' | 'erasure'
  /** Index into the activity's people; null: it names nobody, or concerns a whole account. */
  readonly person: number | null
}

/** One place of personal data that was seen. */
export interface FieldRecord {
  readonly path: string
  readonly category: PiiCategory
  /** Index into the activity's people; null: nobody in particular. */
  readonly person: number | null
}

/** One person of an event. Without tokens the person cannot be found and gets no data subject. */
export interface PersonRecord {
  /** Strongest first: account_id, email, phone. */
  readonly tokens: readonly PersonToken[]
  readonly references: readonly ReferenceRecord[]
  readonly consents: readonly ConsentRecord[]
}

/** An identifier as its keyed hash under the active key, and under the older keys of the ring. */
export type PersonToken = IdentifierToken

/** A reference on its way to being sealed under its subject's key; `plaintext` is not to be kept. */
export interface ReferenceRecord {
  readonly object: string
  /** Keyed hash that tells whether it is known already. */
  readonly token: KeyedHash
  readonly plaintext: Uint8Array
}

/** What a person said of consent; `at` is that of the event where it has no time of its own. */
export interface ConsentRecord extends Omit<ConsentStatement, 'person'> {
  /**
   * When it was said stands in signed bytes, or in what we read at the platform ourselves. A statement
   * without such a time never outweighs one that has it.
   */
  readonly isTimeSigned: boolean
}

/** Something to read at the platform. */
export interface WantRecord {
  /** Keyed hash; equal ones are read once. */
  readonly key: KeyedHash
  /** The `ref`, sealed under the controller's key. */
  readonly ref: Uint8Array
}

/** A genuine delivery that our code could not process: kept sealed, to be replayed after a fix. */
export interface QuarantineRecord {
  readonly id: string
  /** Step that failed: `decode`, `parse`, `extract`, `record`. */
  readonly step: string
  /** In words without values. */
  readonly reason: string
  /** Decoded payload (or, undecodable, the bytes) and the endpoint's named headers, sealed. */
  readonly sealed: Uint8Array
  readonly expiresAt: Date
}

/**
 * What became of a delivery. `partial`: some items could not be processed, `quarantined`: none could;
 * both are kept. `ignored`: it is of accounts that are nobody's here. `duplicate`: all of it was known.
 */
export type DeliveryOutcome = 'recorded' | 'duplicate' | 'partial' | 'quarantined' | 'ignored'

/** What became of one delivery. */
export interface RecordOutcome {
  readonly outcome: DeliveryOutcome
  /** Our id of it; of the first arrival where all of it was known. Null: nothing to keep. */
  readonly deliveryId: string | null
  /** New activities. */
  readonly recorded: number
  /** What failed of it was counted and not kept: the quarantine of its integration is full. */
  readonly isLeftOut?: true
}
