import type {
  IdentifierCategory,
  IdentifierToken,
  PiiCategory,
  PrivacyMeaning,
} from '@conduit/privacy'
import type { Scope } from './credentials/authenticator.ts'
import type { JsonObject } from './delivery.ts'
import type { FetchStore } from './fetch-store.ts'

/**
 * What the pipeline needs from a database. `@conduit/db` implements it on PostgreSQL and PGlite,
 * `memoryStore()` in memory. Every method may throw: the call is then answered 503 and the
 * platform sends it again.
 */
export interface Store {
  /** Who holds the DX Key with this SHA-256 (hex); null: nobody, or it was revoked. */
  keyHolder(keyHash: string): Promise<KeyHolder | null>
  /** An enabled connection by its id; null: unknown, disabled or removed. */
  connection(controllerId: string, connectionId: string): Promise<StoredConnection | null>
  /** The enabled connections of a controller through one adapter. */
  connectionsOf(controllerId: string, adapter: string): Promise<readonly StoredConnection[]>
  /** The enabled connection that lists this account; `(adapter, account)` is unique. */
  connectionByAccount(adapter: string, account: string): Promise<StoredConnection | null>
  /** Records one request: a delivery for each connection that it touches, in one transaction. */
  record(deliveries: readonly DeliveryRecord[]): Promise<readonly RecordOutcome[]>
  /** Everything about reading at platforms. */
  readonly fetches: FetchStore
}

/** The holder of a DX Key. */
export interface KeyHolder {
  readonly controllerId: string
  /** The controller's DID; compared in constant time. */
  readonly did: string
  /** Null: good for all of them. */
  readonly scope: Scope | null
  /** The connection that the key is bound to; null: any of the controller's. */
  readonly connectionId: string | null
}

/** A data controller, as far as the pipeline needs it. */
export interface Controller {
  readonly id: string
  readonly did: string
  /** Input to every derived key; destroying it disconnects all of the controller's tokens. */
  readonly salt: Uint8Array
  /** ISO 3166 country for phone numbers without any other hint. */
  readonly phoneRegion: string | null
}

/** A connection with its settings and state decrypted. Treat as frozen: stores cache it. */
export interface StoredConnection {
  readonly id: string
  readonly controller: Controller
  readonly adapter: string
  /** What the controller brought; the operator's options are not merged in yet. */
  readonly settings: JsonObject
  readonly state: JsonObject
}

/** One delivery, pseudonymised: nothing in it is a personal value in clear, but for references. */
export interface DeliveryRecord {
  /** UUIDv7. */
  readonly id: string
  readonly controller: Controller
  readonly connectionId: string
  readonly adapter: string
  readonly platformDeliveryId: string | null
  /** Keyed hashes that decide repetition of a delivery without events. */
  readonly keys: readonly Uint8Array[]
  readonly receivedAt: Date
  readonly verification: Verification
  readonly activities: readonly ActivityRecord[]
  /** Events of accounts that are nobody's, or out of the proof's reach. */
  readonly ignored: number
  readonly rejected: number
  /** Something changed at the platform: catch up. */
  readonly catchUp: boolean
  readonly quarantine: QuarantineRecord | null
}

/** How what is recorded was proven. */
export type Verification = 'signed' | 'unsigned' | 'fetched'

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
  /** A repetition is equal in any one; empty: never a repetition. */
  readonly keys: readonly Uint8Array[]
  /** Keyed hash of the platform's event id, for look-ups. */
  readonly eventHash: Uint8Array | null
  readonly fields: readonly FieldRecord[]
  readonly people: readonly PersonRecord[]
  readonly want: WantRecord | null
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
}

/** A token under the active key, and the same identifier under older keys of the ring. */
export interface PersonToken extends IdentifierToken {
  readonly kind: IdentifierCategory
  readonly older: readonly IdentifierToken[]
}

/** A reference on its way to being sealed under its subject's key; `plaintext` is not to be kept. */
export interface ReferenceRecord {
  readonly object: string
  /** Keyed hash that tells whether it is known already. */
  readonly token: Uint8Array
  readonly plaintext: Uint8Array
}

/** Something to read at the platform. */
export interface WantRecord {
  /** Keyed hash; equal ones are read once. */
  readonly key: Uint8Array
  /** The `ref`, sealed under the controller's key. */
  readonly ref: Uint8Array
}

/** A genuine delivery that our code could not process: kept sealed, to be replayed after a fix. */
export interface QuarantineRecord {
  readonly id: string
  /** Step of the pipeline that failed: `decode`, `validate`, `parse`, `extract`, `record`. */
  readonly step: string
  /** In words without values. */
  readonly reason: string
  /** Decoded payload (or, undecodable, the bytes) and the endpoint's named headers, sealed. */
  readonly sealed: Uint8Array
  readonly expiresAt: Date
}

/** What became of one delivery. */
export interface RecordOutcome {
  /** Our id of it; of the first arrival where all of it was known. Null: nothing to keep. */
  readonly deliveryId: string | null
  /** Everything in it was known already. */
  readonly duplicate: boolean
  /** New activities. */
  readonly recorded: number
}
