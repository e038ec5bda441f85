import type { IdentifierCategory, PiiCategory, PrivacyMeaning } from '@conduit/privacy'

/** A JSON object as an adapter may hand it over: small, serialisable, its own. */
export type JsonObject = { readonly [key: string]: JsonValue }
/** What JSON can hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject

/** The head of a call: all that authentication may look at. The body is not read yet. */
export interface RequestHead {
  readonly method: string
  /** As the platform called it: configured base, path, raw query. Holds credentials: in memory only. */
  readonly url: string
  readonly receivedAt: Date
  /** A header by name, in any case. Sent twice it is ambiguous: `refuse('invalid')`. */
  header(name: string): string | undefined
  /** A query parameter, decoded. Sent twice: `refuse('invalid')`. */
  query(name: string): string | undefined
}

/** One HTTP request of a platform, with its body as bytes. */
export interface WebhookRequest extends RequestHead {
  /** The body as received; empty, never undefined. */
  readonly bytes: Uint8Array
  /** Hex SHA-256 of `bytes`. */
  readonly digest: string
}

/** A request whose body was decoded by one of the endpoint's formats and fits its envelope schema. */
export interface Delivery<Payload = unknown> extends WebhookRequest {
  readonly payload: Payload
}

/** The body of a reply. `type` defaults to `text/plain`; with an empty text no type is sent. */
export interface ReplyBody {
  readonly text: string
  readonly type?: string
}

/**
 * How a request was proven. A handshake is answered with status 200 and this body, and is not
 * recorded; what is neither proven nor a handshake is refused with `refuse('unauthorized')`.
 * `unsigned` is for what the platform never signs.
 */
export type Proof = 'signed' | 'unsigned' | SignedContent | { readonly handshake: ReplyBody }

/**
 * Signed, but not byte by byte: there are several bodies that the same signature proves. They are one
 * delivery, and known by the digest of what they have in common.
 */
export interface SignedContent {
  /** Hex SHA-256 of what was signed. It takes the place of `digest` from here on. */
  readonly signedDigest: string
}

/** What one delivery said. */
export interface Parsed {
  /**
   * The platform's id of the delivery. Stored and shown as it is: never built from personal data. One
   * longer than 100 characters, or with `@` or markup, is stored as a keyed hash.
   */
  readonly deliveryId: string | null
  readonly events: readonly PlatformEvent[]
  /** Items that could not be read: counted and quarantined, the rest goes on. Reasons carry no values. */
  readonly rejected?: readonly Rejection[]
  /** The platform only said "something changed": `poll` now. */
  readonly catchUp?: boolean
}

/** One unreadable item of a delivery: where it stands, and why in words without its values. */
export interface Rejection {
  readonly path: string
  readonly reason: string
  /** Whose item it is, where one URL serves several accounts and that can still be told. */
  readonly account?: string
}

/** One thing that happened at a platform. */
export interface PlatformEvent<Data = unknown> {
  /**
   * The platform's own name of it, `customer.created`. Stored as it is: an event of a type longer than
   * 100 characters, or with `@` or markup, is rejected.
   */
  readonly type: string
  readonly meaning: PrivacyMeaning
  /** When it happened by the platform's clock; null where the platform does not say. */
  readonly occurredAt: Date | null
  /**
   * `occurredAt` stands in the signed bytes, and the platform says it of this very event: not in a
   * header that is not signed, and not of an object, which may be older than what happened to it. Such
   * an event that is older than repetitions are remembered is recorded as `late`, and of nobody.
   * Counts for signed deliveries alone.
   */
  readonly isTimeSigned?: boolean
  /**
   * What it says it is stands only where nothing is signed, and nothing in the signed bytes confirms
   * it. It is recorded as `unsigned`, and must not mean a change, a consent or a request of a person.
   */
  readonly isUnconfirmed?: boolean
  /** The platform's identity of the event; kept only as a keyed hash. */
  readonly id: string | null
  /**
   * A repetition is an event that is equal in any one of these. Default: `id`, else delivery id and
   * position, else none: every arrival counts.
   */
  readonly keys?: readonly string[]
  /** Whose event it is, where one URL serves several accounts. Of the same form as `type`. */
  readonly account?: string
  /** `account`: it speaks of all people of an account (`shop/redact`). Default `person`. */
  readonly scope?: 'person' | 'account'
  /** JSON Pointer of the event's part in the decoded document; `''` is the whole. */
  readonly path: string
  /** That part. Read by `extractPii`, dropped afterwards. */
  readonly data: Data
  /** What it says of consent. */
  readonly consents?: readonly ConsentStatement[]
  /** Read this at the platform afterwards. Equal keys are read once. */
  readonly wants?: { readonly key: string; readonly ref: JsonObject }
}

/** The personal data of one event. */
export interface PersonalData {
  readonly fields: readonly PiiField[]
  readonly people: readonly Person[]
}

/** Where personal data stands and of which kind it is; never the value. */
export interface PiiField {
  /** JSON Pointer into the decoded document. */
  readonly path: string
  readonly category: PiiCategory
  /** Index into `people`; absent where the data belongs to nobody in particular. */
  readonly person?: number
}

/** One human being. Two of them are never merged by core. */
export interface Person {
  /**
   * JSON Pointer, within the event's part, of what is this person: `/Guests/0`; `''`: the event's one
   * person. By it statements of consent find theirs.
   */
  readonly at: string
  readonly identifiers: readonly Identifier[]
  /** What `redact` needs to find this person at the platform. Sealed under the person's own key. */
  readonly references?: readonly Reference[]
}

/** A value that identifies a person, as the platform wrote it. Only its keyed hash is kept. */
export interface Identifier {
  readonly category: IdentifierCategory
  readonly value: string
  /** ISO 3166 country of a phone number without `+`, where the payload tells it. */
  readonly region?: string
}

/** An object at the platform that holds a person's data. */
export interface Reference {
  /** The platform's kind of object, `customer`. */
  readonly object: string
  readonly id: string
  /** Where the object stands, if its id alone does not find it: survey 3 of account x. */
  readonly within?: JsonObject
}

/** What a person allowed or withdrew, for one purpose on one channel. */
export interface ConsentStatement {
  /**
   * Whose it is: `at` of the person, as the rows of personal data say it by `person`; `''` is the
   * event's one person. May be left out only where the event speaks of exactly one person.
   */
  readonly person?: string
  /** `email`, `sms`, `phone`, `post`, or `any`. */
  readonly channel: string
  /**
   * The platform's own word for what it is for: `marketing`, a topic, a list. Never a value. Like the
   * other words of a statement it is kept as `*` if it is longer than 100 characters, or has `@` or markup.
   */
  readonly purpose: string
  readonly state: 'granted' | 'withdrawn'
  /** When it was said by the platform's clock, as the document says; default: when the event occurred. */
  readonly at?: Date
  /** The legal basis that the platform names, in its words. */
  readonly legalBasis?: string
  /** How it was given, in the platform's words: a form, an import, a reply. */
  readonly givenThrough?: string
}
