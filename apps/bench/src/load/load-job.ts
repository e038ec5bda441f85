/** What a load is made of. Shares are from 0 to 1. */
export interface Mix {
  /** Length of a body. */
  readonly bytes: number
  /** Share of events about people that were never seen before. */
  readonly newPeople: number
  /** Share of deliveries that arrive for the second time. */
  readonly duplicates: number
  /** Share of deliveries that somebody else signed. */
  readonly forged: number
}

/** A load to prepare. */
export interface LoadJob {
  /** Where to send it; on this machine. */
  readonly url: string
  readonly connections: number
  readonly mix: Mix
  /** How many requests to make beforehand. When they are all sent the load ends early. */
  readonly requests: number
  /** How many people are known. */
  readonly people: number
  /** Number of the first new person. */
  readonly firstNewPerson: number
  /** Part of the events' ids, so that those of two loads differ. */
  readonly run: string
  /** How long to send. */
  readonly seconds: number
  /** Requests to send in a second, however long the answers take; null: each connection its next one at once. */
  readonly perSecond: number | null
}

/** What a load showed. */
export interface LoadResult {
  /** Requests that got an answer. */
  readonly answered: number
  /** Of them, those with status 200. */
  readonly accepted: number
  /** Of them, those with another status. */
  readonly refused: number
  /** Requests without an answer. */
  readonly failed: number
  /** Accepted though somebody else had signed them. */
  readonly forgedAccepted: number
  /** Refused though they were genuine. */
  readonly genuineRefused: number
  /** Different events that were accepted. */
  readonly events: number
  /** Answers that called the event a duplicate. */
  readonly duplicates: number
  /** From the first request to the last answer. */
  readonly seconds: number
  /** Milliseconds until the answer, half and 99 of 100 requests. */
  readonly p50: number
  readonly p99: number
  /** CPU time of the sender, microseconds. */
  readonly senderMicroseconds: number
  /** How late a paced request was sent, milliseconds, 99 of 100; null where nothing is paced. */
  readonly lateness: number | null
}
