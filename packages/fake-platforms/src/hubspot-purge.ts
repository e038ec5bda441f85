import type { FakeAnswer } from '@conduit/recordings'
import { fault } from './hubspot-faults.ts'
import type { HubSpotState, Json } from './hubspot-state.ts'

const contacts = '0-1'

/**
 * Deletes a contact for good, in its own time. By an address that is no contact's it answers the same, and
 * blocks the address. *Unconfirmed*: what an id that is no contact's is answered, that what hangs on a
 * contact stays, and what becomes of choices about its address.
 */
export function purge(state: HubSpotState, { objectId, idProperty }: Json): FakeAnswer {
  if (typeof objectId !== 'string') return fault(400, 'VALIDATION_ERROR')
  if (idProperty === undefined) {
    const isThere = state.objects.get(`${contacts} ${objectId}`)?.archived === false
    if (!isThere) return fault(404, 'OBJECT_NOT_FOUND')
    state.purged.add(objectId)
    return { status: 204 }
  }
  if (idProperty !== 'email') return fault(400, 'VALIDATION_ERROR')
  const found = [...state.objects.values()].find(({ type, properties }) => {
    return type === contacts && properties.email === objectId.toLowerCase()
  })
  if (found === undefined) state.blocked.add(objectId)
  else state.purged.add(found.id)
  return { status: 204 }
}

/** Does what was asked for by then. */
export function settlePurges({ purged, objects, associations }: HubSpotState): void {
  for (const id of purged) {
    objects.delete(`${contacts} ${id}`)
    const ends = [`${contacts} ${id} `, ` ${contacts} ${id}`]
    for (const each of associations) {
      if (each.startsWith(String(ends[0])) || each.endsWith(String(ends[1])))
        associations.delete(each)
    }
  }
  purged.clear()
}
