import { fromMatches, type PersonalData, type PlatformEvent, pick } from '@conduit/core'
import { consentChannels, tables } from './tables.ts'

const global = /^gid:\/\/shopify\/Customer\//

/** By the tables. A customer's id is its digits, also where a body has only the global one. */
export function extractPii(event: PlatformEvent): PersonalData {
  const matches = pick(tables.pii, event)
  const { fields, people } = fromMatches(
    matches.map(match => ({ ...match, value: match.value.replace(global, '') })),
  )
  const channel = consentChannels.get(event.type)
  const [, state] = event.meaning.split('consent.')
  if (channel === undefined || (state !== 'granted' && state !== 'withdrawn')) {
    return { fields, people }
  }
  const consents = [{ channel, purpose: 'marketing', state }] as const
  return { fields, people: people.map(person => ({ ...person, consents })) }
}
