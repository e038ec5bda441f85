import type { FakeAnswer, PlatformCall } from '@conduit/recordings'
import { hubSpotConversations } from './hubspot-conversations.ts'
import { fault } from './hubspot-faults.ts'
import { hubSpotObjects } from './hubspot-objects.ts'
import { hubSpotPreferences } from './hubspot-preferences.ts'
import { settlePurges } from './hubspot-purge.ts'
import type { HubSpotState, Json } from './hubspot-state.ts'

/** A fake account, and the scopes of the app in it. */
export interface FakeHubSpot {
  readonly state: HubSpotState
  readonly scopes: Set<string>
  answer(call: PlatformCall): FakeAnswer
  /** Deletes for good what it was asked to, as HubSpot does in the background. */
  settle(): void
}

/** Type ids by the names that stand for them in addresses. */
const types: Readonly<Record<string, string>> = {
  contacts: '0-1',
  deals: '0-3',
  tickets: '0-5',
  communications: '0-18',
  notes: '0-46',
  calls: '0-48',
  emails: '0-49',
  orders: '0-123',
}

const scopeOf: Readonly<Record<string, string>> = {
  '0-1': 'crm.objects.contacts.read',
  '0-3': 'crm.objects.deals.read',
  '0-5': 'tickets',
  '0-123': 'crm.objects.orders.read',
}

/**
 * Makes an empty account: records of the CRM with what hangs on them, lists and choices about e-mail. Where
 * it is strict, HubSpot's descriptions of its API are: required members, how many a call may name,
 * properties that there are, scopes. What deleting for good does is told in its module. The words of its errors, which scope each kind wants, conversations, which its client does not know, and what a
 * subscription does to somebody who left all e-mail are _unconfirmed_.
 *
 * @param subscriptions ids of the account's subscription types
 * @see https://developers.hubspot.com/docs/api-reference/overview
 */
export function fakeHubSpot(subscriptions: readonly number[] = []): FakeHubSpot {
  const state: HubSpotState = {
    objects: new Map(),
    properties: new Map(),
    associations: new Set(),
    lists: new Map(),
    threads: new Map(),
    purged: new Set(),
    blocked: new Set(),
    statuses: new Map(),
  }
  const scopes = new Set([
    ...Object.values(scopeOf),
    'crm.objects.contacts.write',
    ...['crm.lists.read', 'conversations.read', 'communication_preferences.read_write'],
  ])
  const objects = hubSpotObjects(state)
  const conversations = hubSpotConversations(state)
  const preferences = hubSpotPreferences(state, subscriptions)

  const needed = (path: readonly string[]): readonly string[] => {
    if (path[0] === 'communication-preferences') return ['communication_preferences.read_write']
    if (path[0] === 'conversations') return ['conversations.read']
    if (path[4] === 'gdpr-delete') return ['crm.objects.contacts.write']
    if (path[2] === 'lists') return ['crm.lists.read']
    return path.flatMap(part => scopeOf[part] ?? [])
  }

  return {
    state,
    scopes,
    settle: () => settlePurges(state),
    answer({ method, url, headers, body }) {
      if (!/^Bearer \S+$/.test(headers.authorization ?? ''))
        return fault(401, 'INVALID_AUTHENTICATION')
      const raw = url.pathname
        .split('/')
        .slice(1)
        .filter(part => part !== '')
      const path = raw.map(part => types[part] ?? decodeURIComponent(part))
      if (needed(path).some(scope => !scopes.has(scope))) return fault(403, 'MISSING_SCOPES')
      const json = body === '' ? {} : (JSON.parse(body) as Json)
      const call = { method, path, query: url.searchParams, json }
      const families = { crm: objects, conversations, 'communication-preferences': preferences }
      const answer = families[path[0] as keyof typeof families]?.(call)
      return answer ?? fault(404, 'OBJECT_NOT_FOUND')
    },
  }
}
