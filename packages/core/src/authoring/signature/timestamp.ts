import { refuse } from '../../contract/errors.ts'

/**
 * Refuses a signed time that is too far from the moment of receipt, in the past or in the future.
 * Exactly `toleranceSeconds` away still passes.
 *
 * @param seconds Unix seconds as the platform wrote them, digits only
 * @throws `unauthorized`
 */
export function checkTimestamp(seconds: string, receivedAt: Date, toleranceSeconds = 300): void {
  if (!/^\d{1,12}$/.test(seconds)) refuse('unauthorized', 'timestamp_unreadable')
  const age = Math.floor(receivedAt.getTime() / 1000) - Number(seconds)
  if (Math.abs(age) > toleranceSeconds) refuse('unauthorized', 'timestamp_outside_window')
}
