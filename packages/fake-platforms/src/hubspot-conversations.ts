import type { FakeAnswer } from '@conduit/recordings'
import { fault } from './hubspot-faults.ts'
import type { HubSpotCall, HubSpotState } from './hubspot-state.ts'

/** Threads of a contact, asked for by their status, and what was written in them. */
export function hubSpotConversations({ threads }: HubSpotState) {
  return ({ path, query }: HubSpotCall): FakeAnswer | null => {
    const [, , , , id, verb] = path
    if (id === undefined) {
      const contact = query.get('associatedContactId')
      const status = query.get('threadStatus')
      if (contact === null || status === null) return fault(400, 'VALIDATION_ERROR')
      const results = [...threads]
        .filter(([, each]) => each.associatedContactId === contact && each.status === status)
        .map(([thread, { texts: _, ...own }]) => ({ id: thread, inboxId: '1', ...own }))
      return paged(results, query)
    }
    const thread = threads.get(id)
    if (thread === undefined || verb !== 'messages') return null
    const results = thread.texts.map((text, at) => ({ type: 'MESSAGE', id: `${id}-${at}`, text }))
    return paged(results, query)
  }
}

function paged(all: readonly unknown[], query: URLSearchParams): FakeAnswer {
  const from = Number(query.get('after') ?? 0)
  const next = from + Number(query.get('limit') ?? 10)
  const paging = next < all.length && { paging: { next: { after: `${next}` } } }
  return { status: 200, json: { results: all.slice(from, next), ...paging } }
}
