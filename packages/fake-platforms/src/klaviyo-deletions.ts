import type { FakeAnswer } from '@conduit/recordings'
import { allOf, type KlaviyoState, type Sent } from './klaviyo-state.ts'

/** Of these a deletion job takes one. */
const names = ['email', 'phone_number'] as const

/**
 * Takes a job that deletes all profiles of one identifier; null: it is told so that it cannot be one.
 * *Unconfirmed*: that lists, tokens and coupons lose the profile, and whether an id is accepted again.
 */
export function askDeletion(state: KlaviyoState, { type, attributes }: Sent): FakeAnswer | null {
  const { data } = (attributes.profile ?? {}) as { readonly data?: Partial<Sent> }
  const given = names.filter(name => data?.attributes?.[name] !== undefined)
  const count = given.length + (data?.id === undefined ? 0 : 1)
  if (type !== 'data-privacy-deletion-job' || data?.type !== 'profile' || count !== 1) return null
  const [name] = given
  const found = allOf(state, 'profiles').filter(profile =>
    name === undefined
      ? profile.id === data.id
      : profile.attributes[name] === data.attributes?.[name],
  )
  for (const { id } of found) state.deletions.add(id)
  return found.length === 0 ? { status: 404 } : { status: 202 }
}

/** Deletes whom jobs have named by then; events stay, without what they said. */
export function settleDeletions(state: KlaviyoState): void {
  for (const id of state.deletions) {
    state.held.get('profiles')?.delete(id)
    state.subscribed.delete(id)
    for (const [kind, items] of state.held) {
      for (const item of items.values()) {
        if (item.of?.includes(id) !== true) continue
        if (kind === 'events') {
          const attributes = { ...item.attributes, event_properties: 'redacted' }
          items.set(item.id, { ...item, attributes })
        } else if (kind === 'lists' || kind === 'segments') {
          items.set(item.id, { ...item, of: item.of.filter(each => each !== id) })
        } else items.delete(item.id)
      }
    }
  }
  state.deletions.clear()
}
