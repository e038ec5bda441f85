import type { ConsentStatement, PlatformEvent } from '../contract/event.ts'

/**
 * What an event of the meaning `consent.*` says of marketing on a channel; of any other, nothing.
 * @param person whose choice it was; default: the event's one person
 * @example const consents = marketingConsent(meaning, 'email')
 */
export function marketingConsent(
  meaning: PlatformEvent['meaning'],
  channel: string,
  person = '',
): readonly ConsentStatement[] {
  if (meaning === 'consent.granted') {
    return [{ person, channel, purpose: 'marketing', state: 'granted' }]
  }
  if (meaning === 'consent.withdrawn') {
    return [{ person, channel, purpose: 'marketing', state: 'withdrawn' }]
  }
  return []
}
