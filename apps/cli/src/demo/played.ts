import type { JsonObject } from '@conduit/core'
import type { HttpReply } from '@conduit/recordings'
import type { Activity, Delivery } from '../api/evidence.ts'
import type { NamedRecording } from '../samples/pick-recording.ts'

/** A recording that was sent, and what came of it. */
export interface Played extends NamedRecording {
  readonly reply: HttpReply
  /** Status that had to come: the recorded one, or 401 for a signature that is too old by now. */
  readonly expectedStatus: number
  /** New ones in the API: what was sent, and what was read at the platform because of it. */
  readonly deliveries: readonly Delivery[]
  /** Those of the new deliveries. */
  readonly activities: readonly Activity[]
  /** All activities of its integrations so far. */
  readonly known: readonly Activity[]
  /** State of the integration that was called, afterwards. */
  readonly state: JsonObject
  /** What went wrong on the way: calls of the platform that no recording holds, and the like. */
  readonly differences: readonly string[]
}
