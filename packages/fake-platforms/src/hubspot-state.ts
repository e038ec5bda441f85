export type Json = Readonly<Record<string, unknown>>

/** A call, its address taken apart. */
export interface HubSpotCall {
  readonly method: string
  readonly path: readonly string[]
  readonly query: URLSearchParams
  readonly json: Json
}

/** What an account holds. */
export interface HubSpotState {
  /** By type and id. */
  readonly objects: Map<string, HubSpotRecord>
  /** Names of properties, by type. */
  readonly properties: Map<string, Set<string>>
  /** Both ends of each association, `0-1 17 0-5 23`. */
  readonly associations: Set<string>
  /** Ids of the contacts of each list. */
  readonly lists: Map<string, readonly string[]>
  /** Conversations of the inbox, which no API makes. */
  readonly threads: Map<string, HubSpotThread>
  /** Ids of contacts that are to be deleted for good, and are not yet. */
  readonly purged: Set<string>
  /** Addresses that can be no contact's any more. */
  readonly blocked: Set<string>
  /** Words for what was said, by address and subscription type; `all` is all e-mail. */
  readonly statuses: Map<string, Json>
}

/** An object as it is kept. */
export interface HubSpotRecord {
  readonly id: string
  readonly type: string
  readonly properties: Readonly<Record<string, string>>
  readonly archived: boolean
}

/** A conversation, and what was written in it. */
export interface HubSpotThread {
  readonly associatedContactId: string
  readonly status: 'OPEN' | 'CLOSED'
  readonly texts: readonly string[]
}
