import type { PiiCategory, PrivacyMeaning } from '@conduit/privacy'
import type { TObject, TSchema } from '@sinclair/typebox'
import type { Authenticator } from './credentials/authenticator.ts'
import type {
  Delivery,
  JsonObject,
  Parsed,
  PersonalData,
  PlatformEvent,
  Proof,
  ReplyBody,
  WebhookRequest,
} from './delivery.ts'
import type { BodyFormat } from './formats/body-format.ts'
import type { Platform } from './platform/platform.ts'
import type { RedactResult, RedactStep } from './redact.ts'
import type { SettingFault, SettingsChange } from './settings.ts'

/**
 * Code for one platform. An author writes one with `defineAdapter()`, which infers the three types
 * and supplies what can be defaulted.
 *
 * `authenticate`, `verifySignature`, `parseEvent` and `extractPii` are pure: the same input gives
 * the same answer, and the only clock is `request.receivedAt`. Only `fetch`, `setup` and `redact`
 * reach the network, through the `platform` they are given. An adapter reads no environment, disk
 * or clock by itself.
 */
export interface IntegrationAdapter<Settings = unknown, State = object, Payload = unknown> {
  /** Version of this contract. */
  readonly contract: 1
  /** Slug in the URL, `stripe`. */
  readonly name: string
  /** Name for people, `Stripe`. */
  readonly title: string
  /** What a person types to connect. Mark secrets with `secret()`, late comers with `learned()`. */
  readonly settings: TObject
  /** What the machine writes: cursors, channels, subscription ids. Stored encrypted. */
  readonly state?: TObject
  /** Null: the platform never calls us. */
  readonly endpoint: Endpoint | null
  /** Event types and personal data as tables: `extractPii`, the docs and the conformance kit read them. */
  readonly tables: Tables

  /** How a call shows whose it is, before its body is read. */
  readonly authenticate: Authenticator
  /**
   * Proves that the platform sent exactly these bytes.
   * @throws `refuse('unauthorized')` if they are not proven, `refuse('unavailable')` if that cannot be told now.
   */
  verifySignature(request: WebhookRequest, connection: Connection<Settings, State>): Proof
  /**
   * Says what happened. An unknown type becomes an event of meaning `processing`, never an error.
   * @throws `refuse('invalid')` with a pointer, `refuse('unauthorized')`, `refuse('unavailable')`.
   */
  parseEvent(delivery: Delivery<Payload>, connection: Connection<Settings, State>): Parsed
  /** Finds the personal data of one event; events that `fetch` brought come here too. */
  extractPii(event: PlatformEvent, connection: Connection<Settings, State>): PersonalData
  /** Erases one person at the platform, step by step. */
  redact(
    step: RedactStep,
    connection: Connection<Settings, State>,
    platform: Platform<State>,
  ): Promise<RedactResult>

  /** The only hosts that `platform` may call. None: nothing can be fetched with these settings. */
  hosts?(settings: Settings): readonly string[]
  /** Realms, shops, organisations of this connection. Empty: whatever its own URL receives. */
  accounts?(settings: Settings): readonly string[]
  /**
   * Rows of personal data that these settings add to `tables.pii`: custom fields, own mappings.
   * Braces mean nothing in their paths: people may have members of such names.
   */
  rows?(settings: Settings): readonly PiiRow[]
  /** What is wrong with settings beyond their schema. */
  check?(settings: Settings): readonly SettingFault[]
  /** Body of any reply, refusals too; never its status. Undefined: the default body. */
  reply?(outcome: Outcome, request: WebhookRequest): ReplyBody | undefined
  /** Reads what was wanted at the platform. With nothing wanted: catches up from `state` (polling). */
  fetch?(
    wanted: readonly Wanted[],
    connection: Connection<Settings, State>,
    platform: Platform<State>,
  ): AsyncIterable<Fetched<State>>
  /** Seconds between two catch-ups; absent: never by the clock. */
  pollEvery?(settings: Settings): number
  /** What a person does at the platform to connect it, in Markdown, where `setup` does not. */
  readonly instructions?: string
  /** The same, of what is left to do once `setup` has registered all it can. Default: nothing is. */
  readonly instructionsAfterSetup?: string
  /**
   * Registers our webhooks at the platform, and takes them away again. It is called only where
   * `hosts` names hosts. Most platforms need no more than `registerWebhooks()`.
   */
  setup?(
    step: SetupStep,
    connection: Connection<Settings, State>,
    platform: Platform<State>,
  ): Promise<SetupResult<Settings>>
}

/** The HTTP side of an adapter. */
export interface Endpoint {
  /** Below `/api/v1/integrations/<name>`; default `/event`. */
  readonly path?: string
  /** Methods answered beside POST. */
  readonly methods?: readonly ('GET' | 'HEAD')[]
  /** Tried in order by content type; none fits: 415. */
  readonly formats: readonly BodyFormat[]
  /** The envelope only: what `parseEvent` relies on. Everything else is allowed. */
  readonly payload: TSchema
  /** Headers that `parseEvent` reads: it and the quarantine see no others. */
  readonly headers?: readonly string[]
  /** Largest body in bytes; default 1 MiB. */
  readonly maxBytes?: number
}

/** One controller's connection through one adapter, as an adapter sees it. */
export interface Connection<Settings = unknown, State = object> {
  readonly settings: Settings
  readonly state: State
}

/** How a call ended: the HTTP status and the code of the error table, `ok` for success. */
export interface Outcome {
  readonly status: number
  readonly code: string
}

/** The adapter as data. */
export interface Tables {
  readonly events: readonly EventRow[]
  readonly pii: readonly PiiRow[]
}

/** Event types and what they mean for privacy: `a.b`, `{a,b}.c`, or a family, `charge.*`. */
export interface EventRow {
  readonly type: string
  readonly meaning: PrivacyMeaning
  readonly note?: string
}

/**
 * One place of personal data. All pointers are relative to the event's part of the document; a `*` in
 * any of them is what the path's own `*` stands for.
 * @example { path: '/customer/email', category: 'email', identifies: true }
 */
export interface PiiRow {
  /** JSON Pointer; a token `*` is any element or member, `{a,b}` one of several names. */
  readonly path: string
  readonly category: PiiCategory
  /** The row counts only for these event types; `a.*` is a family. Default: all. */
  readonly types?: readonly string[]
  /** The value finds the person: `email`, `phone` and `account_id` only. */
  readonly identifies?: boolean
  /**
   * The row counts only where the value at each pointer is one of those listed; `a*` is a prefix,
   * `*` any value. Numbers and booleans are compared as text.
   * @example when: { '/object': ['customer'], '/livemode': ['true'] }
   */
  readonly when?: { readonly [pointer: string]: readonly string[] }
  /** The row does not count where the value at any pointer is one of those listed. */
  readonly unless?: { readonly [pointer: string]: readonly string[] }
  /**
   * Prefix of `path` that stands for one human being (`/Guests/*`); default: the event's one person.
   * Null: the data belong to nobody in particular, as the name of a file does.
   */
  readonly person?: string | null
  /** Pointer to the country of a phone number. */
  readonly region?: string
  /** The value is also the id of this kind of object at the platform, needed to erase it. */
  readonly reference?: string
  /**
   * Where the referenced object stands, if its id alone does not find it: names and pointers, all of
   * which must lead to a value. Of a list the first that does so counts.
   * @example within: { event: '/event_id' }
   * @example within: [{ survey: '/survey_id' }, { collector: '/collector_id' }]
   */
  readonly within?: Within | readonly Within[]
  /**
   * Ids of this kind are unique only among themselves: customer 58 is somebody else than vendor 58.
   * What identifies is the kind with the id, `customer:58`; the reference keeps the bare `58`.
   * @example { path: '/vendor', category: 'account_id', identifies: true, kind: 'vendor', reference: 'vendor' }
   */
  readonly kind?: string
  /**
   * One text holds several values with this between them; blanks around each do not count.
   * @example { path: '/emails', category: 'email', identifies: true, separator: ';' }
   */
  readonly separator?: string
  /**
   * The value is only what this finds in the text; a text in which it finds nothing counts whole.
   * @example part: /\d+(?=\/?$)/ // 7 of `https://api.example.com/customers/7/`
   */
  readonly part?: RegExp
  /**
   * An object or a list at the path counts as one place, if there is anything in it: the headers of
   * a mail.
   */
  readonly whole?: boolean
  /**
   * A `*` in the path stands only for members that no other row of the table names: the fields that
   * an account has made for itself.
   */
  readonly unnamed?: boolean
}

/** Names of what an object stands in, and pointers to their ids. */
export interface Within {
  readonly [name: string]: string
}

/** Something to read at the platform: `ref` as `parseEvent` gave it, and the event it belongs to. */
export interface Wanted {
  readonly ref: JsonObject
  readonly event: Omit<PlatformEvent, 'data' | 'wants' | 'id' | 'keys'>
}

/** One piece of what `fetch` read. Recorded in one transaction, `state` included: data before cursor. */
export interface Fetched<State = object> {
  /** The first event completes this one (meaning, time, people, fields); further ones are new. */
  readonly for?: Wanted
  readonly events: readonly PlatformEvent[]
  readonly rejected?: Parsed['rejected']
  readonly state?: State
}

/**
 * `connect`: make all anew, or move it, with fresh credentials of ours; take away what is left.
 * `renew`: make what is gone or about to end. `check`: look, change nothing. `disconnect`: take all away.
 */
export type SetupStep = 'connect' | 'renew' | 'check' | 'disconnect'

/** What a step of `setup` came to. */
export interface SetupResult<Settings = unknown> {
  /** Settings that were learned, to be kept with the connection's own; null: forget it. */
  readonly settings?: SettingsChange<Settings>
  /** When to renew. */
  readonly renewAt?: Date
  /** Of `check`: all that should be at the platform is there. */
  readonly healthy?: boolean
  /** Nothing was done: with these settings a person has to, as `instructions` say. */
  readonly manual?: boolean
}
