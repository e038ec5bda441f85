import type { ConsentStatement, Person, PersonalData, PlatformEvent } from '@conduit/core'
import { personalData, valueAt, withConsents } from '@conduit/core'
import { tables } from './tables.ts'

/** By the tables; the buyer's opt-in to the organiser's contact list is a consent. */
export function extractPii(event: PlatformEvent): PersonalData {
  const isBuyer = ({ references = [] }: Person) => references.some(it => it.object === 'order')
  return withConsents(personalData(tables.pii, event), consentsOf(event), isBuyer)
}

/** Without a contact list nobody was asked, and `false` says nothing. */
function consentsOf({ data }: PlatformEvent): readonly ConsentStatement[] {
  const preference = (name: string) => valueAt(data, `/contact_list_preferences/${name}`)
  const choice = preference('has_opted_in')
  if (typeof choice !== 'boolean' || preference('has_contact_list') === false) return []
  return [{ channel: 'email', purpose: 'marketing', state: choice ? 'granted' : 'withdrawn' }]
}
