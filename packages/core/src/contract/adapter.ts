import type { TObject } from '@sinclair/typebox'
import type { Authenticator } from './authenticator.ts'
import type { Endpoint } from './endpoint.ts'
import type {
  Delivery,
  Parsed,
  PersonalData,
  PlatformEvent,
  Proof,
  ReplyBody,
  WebhookRequest,
} from './event.ts'
import type { Platform, SetupPlatform } from './platform.ts'
import type { Page, Read, Want } from './reading.ts'
import type { PersonRedaction } from './redact.ts'
import type { ConsentPropagation, PersonExport } from './rights.ts'
import type { SettingFault } from './settings.ts'
import type { SetupResult, SetupStep } from './setup.ts'
import type { Match, PiiRow, Tables } from './tables.ts'

/**
 * Code for one platform. An author writes one with `defineAdapter()`, which infers the three types
 * and supplies what can be defaulted.
 *
 * `authenticate`, `verifySignature`, `parseEvent` and `extractPii` are pure: the same input gives
 * the same answer, and the only clock is `request.receivedAt`. Only `read`, `poll`, `setup` and
 * `redact` reach the network, through the `platform` they are given. An adapter reads no environment,
 * disk or clock by itself, and keeps nothing between two calls.
 */
export interface IntegrationAdapter<Settings = unknown, State = object, Payload = unknown> {
  /** Version of this contract. */
  readonly contract: 2
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
  verifySignature(request: WebhookRequest, integration: Integration<Settings, State>): Proof
  /**
   * Says what happened. An unknown type becomes an event of meaning `processing`, never an error.
   * @throws `refuse('invalid')` with a pointer, `refuse('unauthorized')`, `refuse('unavailable')`.
   */
  parseEvent(delivery: Delivery<Payload>, integration: Integration<Settings, State>): Parsed
  /**
   * Finds the personal data of one event; events that were read at the platform come here too.
   * @param found what the rows of `tables.pii` and of `rows(settings)` find in it
   */
  extractPii(
    event: PlatformEvent,
    integration: Integration<Settings, State>,
    found: readonly Match[],
  ): PersonalData
  /** Erases one person at the platform, object by object. */
  readonly redact: PersonRedaction<Settings, State>
  /**
   * Where no code erases: what a person has to do with an object, by its kind as references name it, without
   * values. Its id is shown beside it to whoever does it. Default: what the guide says.
   */
  readonly byHand?: Readonly<Record<string, string>>

  /** The only hosts that `platform` may call. None: nothing can be read with these settings. */
  hosts?(settings: Settings): readonly string[]
  /** Realms, shops, organisations of this integration. Empty: whatever its own URL receives. */
  accounts?(settings: Settings): readonly string[]
  /**
   * Rows of personal data that these settings add to `tables.pii`: custom fields, own mappings. In
   * their paths only `*` has a meaning: people may have members of any other name.
   */
  rows?(settings: Settings): readonly PiiRow[]
  /** What is wrong with settings beyond their schema. */
  check?(settings: Settings): readonly SettingFault[]
  /** Body of any reply, refusals too; never its status. Undefined: the default body. */
  reply?(outcome: ReplyOutcome, request: WebhookRequest): ReplyBody | undefined
  /**
   * Reads one document that an event wanted. What it throws leaves the document waiting; one that may
   * not be read (403) keeps none of the others waiting.
   * @throws `PlatformError`
   */
  read?(want: Want, integration: Integration<Settings, State>, platform: Platform): Promise<Read>
  /** Catches up from `state`, page by page; the new state comes with the last page at the latest. */
  poll?(integration: Integration<Settings, State>, platform: Platform): AsyncIterable<Page<State>>
  /** Seconds between two polls; absent: never by the clock. */
  pollEvery?(settings: Settings): number
  /** What people do at the platform, in Markdown: files beside the code. */
  readonly guides: Guides
  /**
   * Registers our webhooks at the platform, and takes them away again. It is called only where
   * `hosts` names hosts. Most platforms need no more than `registerWebhooks()`.
   */
  setup?(
    step: SetupStep,
    integration: Integration<Settings, State>,
    platform: SetupPlatform<State>,
  ): Promise<SetupResult<Settings>>

  /**
   * Accounts that the integration's own token opens, as `accounts` names them. Of the settings that
   * open an account (`opening()`) it sees those alone that the integration brought itself, and it is
   * called only where `hosts` still names hosts then. Without it, what proves an account is the
   * consent of the server's owner. It is also asked what the operator's access opens, with that among
   * the settings, before it is used for an integration.
   * @throws `PlatformError` `auth_failed` where the platform says no; any other leaves the proof as it is
   */
  proveAccounts?(
    integration: Integration<Settings, State>,
    platform: Platform,
  ): Promise<readonly string[]>
  /** Reads what the platform holds about a person. Absent: a person has to look there. */
  readonly export?: PersonExport<Settings, State>
  /** Tells the platform what a person decided elsewhere. Absent: it cannot be told. */
  readonly propagate?: ConsentPropagation<Settings, State>
}

/** What people do at the platform. Markdown files that lie beside the code, and are read when asked for. */
export interface Guides {
  /** How to connect it, where `setup` does not. */
  readonly connect: URL
  /** What is left to do once `setup` has registered all it can. Default: nothing is. */
  readonly afterSetup?: URL
  /** How to erase a person. */
  readonly erase: URL
}

/** One controller's integration through one adapter, as the adapter sees it. */
export interface Integration<Settings = unknown, State = object> {
  readonly settings: Settings
  readonly state: State
}

/** How a call ended: the HTTP status and the code of the error table, `ok` for success. */
export interface ReplyOutcome {
  readonly status: number
  readonly code: string
}
