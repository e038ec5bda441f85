import type { PersonalData, PlatformEvent } from '@conduit/core'
import { marketingConsent, personalData, withConsents } from '@conduit/core'
import { consentChannels, tables } from './tables.ts'

/** By the tables; a topic of consent tells a choice for its channel. */
export function extractPii(event: PlatformEvent): PersonalData {
  const channel = consentChannels.get(event.type)
  const consents = channel === undefined ? [] : marketingConsent(event, channel)
  return withConsents(personalData(tables.pii, event), consents)
}
