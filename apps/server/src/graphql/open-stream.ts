import type { StreamRequest } from '../notifications/read-stream.ts'

/** A subscription on its way. */
export interface OpenStream extends Pick<StreamRequest, 'signal' | 'isAllowed'> {
  /** Nothing happened for a while: the connection is to be kept open. */
  readonly onHeartbeat: () => void
}
