import type { Activity, Delivery } from '../api/evidence.ts'
import type { NamedRecording } from '../samples/pick-recording.ts'
import type { WebhookReply } from '../samples/send-request.ts'

/** A recording that was sent, and what came of it. */
export interface Played extends NamedRecording {
  readonly reply: WebhookReply
  /** Status that had to come: the recorded one, or 401 for a signature that is too old by now. */
  readonly expectedStatus: number
  /** New deliveries in the API. */
  readonly deliveries: readonly Delivery[]
}

/** What a group of recordings left behind. */
export interface PlayedGroup {
  readonly played: readonly Played[]
  /** Of the integrations that they were played through, all so far. */
  readonly activities: readonly Activity[]
  readonly activitiesOf: ReadonlyMap<Delivery, readonly Activity[]>
  /** Deliveries made by reading at the platform. */
  readonly fetched: readonly Delivery[]
  /** What went wrong with the group as a whole. */
  readonly differences: readonly string[]
}
