import type { FakeAnswer, PlatformCall } from '@conduit/recordings'
import { askDeletion, settleDeletions } from './klaviyo-deletions.ts'
import {
  add,
  allOf,
  emptyState,
  type KlaviyoState,
  only,
  profileFor,
  profileOf,
  type Resource,
  type Sent,
} from './klaviyo-state.ts'
import { emptySubscriptions, type Job, jobFault, runJob } from './klaviyo-subscriptions.ts'

/** What a fake Klaviyo holds, and how it is called. */
export interface FakeKlaviyo {
  readonly state: KlaviyoState
  answer(call: PlatformCall): FakeAnswer
  /** Does what was answered with 202, as Klaviyo does in its own time. */
  settle(): void
}

/** How lists are paged, and what they are filtered by. */
const listings: Readonly<Record<string, { size: number; most: number; fields: RegExp }>> = {
  profiles: { size: 20, most: 100, fields: /^(id|email|phone_number|external_id)$/ },
  events: { size: 200, most: 1000, fields: /^profile_id$/ },
  'coupon-codes': { size: 100, most: 100, fields: /^profile\.id$/ },
}
/** Lists of one profile take no parameter but their place. */
const ofProfile = /^(lists|segments|push-tokens|conversations)$/
const ofProfileSize = 20

/** What Klaviyo guesses of everybody. */
const guesses = { historic_clv: 0, predicted_clv: 12.5, churn_probability: 0.25 }

/**
 * Makes an empty Klaviyo of the revision 2026-07-15. Where it is strict, Klaviyo is: key and revision in
 * headers, literals of filters in quotes, an address or number once among profiles, jobs that settle
 * later, and what is not asked for is not shown. Texts can be sent to numbers of +1 alone, and the account
 * asks whoever subscribes to confirm it, unless it is an import of what was agreed before. *Unconfirmed*: how
 * many lists or segments of one profile a page shows, that a filter takes no quotation mark within its
 * literals, and what an unsubscription does with an address that nobody has.
 *
 * @see https://developers.klaviyo.com/en/reference/api_overview
 */
export function fakeKlaviyo(): FakeKlaviyo {
  const state = emptyState()
  return {
    state,
    answer(call) {
      const [kind = '', id, ...inner] = call.url.pathname.replace(/^\/api\//, '').split('/')
      const refusal = refused(call)
      if (refusal !== null) return refusal
      if (call.method === 'POST') {
        const { data } = JSON.parse(call.body)
        if (inner.join('/') === 'relationships/profiles') return join(state, id ?? '', data)
        return creating[kind]?.(state, data) ?? fault(404, 'not_found')
      }
      if (id === undefined) return list(state, kind, call)
      const profile = kind === 'profiles' ? state.held.get(kind)?.get(id) : undefined
      if (profile === undefined) return fault(404, 'not_found')
      if (inner[0] !== undefined) return listOf(state, id, inner[0], call)
      return { status: 200, json: { data: showProfile(state, profile, call.url.searchParams) } }
    },
    settle() {
      settleDeletions(state)
      for (const job of state.jobs.splice(0)) {
        runJob(job, {
          asks: address => state.asked.push(address),
          of: person => {
            const { id } = profileFor(state, person)
            const subscribed = state.subscribed.get(id) ?? emptySubscriptions()
            state.subscribed.set(id, subscribed)
            return subscribed
          },
        })
      }
    },
  }
}

/** What is made of what is sent. */
const creating: Readonly<Record<string, (state: KlaviyoState, data: Sent) => FakeAnswer>> = {
  profiles(state, { attributes }) {
    if (profileOf(state, { attributes }) !== undefined) return fault(409, 'duplicate_profile')
    const data = shown(add(state, 'profiles', { type: 'profile', attributes }))
    return { status: 201, json: { data } }
  },
  events(state, { attributes }) {
    const { name } = inner(attributes.metric).attributes
    if (typeof name !== 'string' || name === '') return fault(400, 'invalid')
    const profile = profileFor(state, inner(attributes.profile))
    const metric = add(state, 'metrics', { type: 'metric', id: `M ${name}`, attributes: { name } })
    add(state, 'events', {
      type: 'event',
      attributes: { datetime: attributes.time ?? null, event_properties: attributes.properties },
      relationships: { profile: related(profile), metric: related(metric) },
      of: [profile.id],
    })
    return { status: 202 }
  },
  lists: (state, { attributes }) => ({
    status: 201,
    json: { data: shown(add(state, 'lists', { type: 'list', attributes })) },
  }),
  'push-tokens'(state, { attributes: { profile, ...attributes } }) {
    const { id } = profileFor(state, inner(profile))
    add(state, 'push-tokens', { type: 'push-token', attributes, of: [id] })
    return { status: 202 }
  },
  'data-privacy-deletion-jobs': (state, data) => askDeletion(state, data) ?? fault(400, 'invalid'),
  'profile-subscription-bulk-create-jobs': (state, data) => asksFor(state, 'create', data),
  'profile-subscription-bulk-delete-jobs': (state, data) => asksFor(state, 'delete', data),
}

function asksFor({ jobs }: KlaviyoState, kind: Job['kind'], data: Sent): FakeAnswer {
  const job = { kind, attributes: data.attributes }
  const reason = jobFault(job, data.type)
  if (reason !== null) return fault(400, 'invalid', reason)
  jobs.push(job)
  return { status: 202 }
}

/** Puts profiles onto a list. */
function join({ held }: KlaviyoState, id: string, data: readonly Sent[]): FakeAnswer {
  const found = held.get('lists')?.get(id)
  if (found === undefined) return fault(404, 'not_found')
  const ids = data.flatMap(profile => profile.id ?? [])
  held.get('lists')?.set(id, { ...found, of: [...(found.of ?? []), ...ids] })
  return { status: 204 }
}

function list(state: KlaviyoState, kind: string, { url }: PlatformCall): FakeAnswer {
  const { size, most, fields } = listings[kind] ?? { size: 0, most: 0, fields: /^$/ }
  const query = url.searchParams
  const limit = Number(query.get('page[size]') ?? size)
  if (!(limit >= 1 && limit <= most)) return fault(400, 'invalid')
  const condition = conditionOf(query.get('filter'))
  if (condition === null || !fields.test(condition.field)) return fault(400, 'invalid')
  const { field, values } = condition
  const isMeant = ({ id, attributes, of }: Resource) =>
    kind === 'profiles'
      ? values.includes(String(field === 'id' ? id : attributes[field]))
      : values.some(value => of?.includes(value))
  const { items, links } = paged(allOf(state, kind).filter(isMeant), limit, url)
  const data = items.map(each =>
    kind === 'profiles' ? showProfile(state, each, query) : shown(each),
  )
  if (query.get('include') !== 'metric') return { status: 200, json: { data, links } }
  const named = JSON.stringify(data)
  const included = allOf(state, 'metrics').filter(({ id }) => named.includes(`"${id}"`))
  return { status: 200, json: { data, links, included: included.map(shown) } }
}

function listOf(state: KlaviyoState, id: string, kind: string, { url }: PlatformCall): FakeAnswer {
  if (!ofProfile.test(kind)) return fault(404, 'not_found')
  const isAsked = [...url.searchParams.keys()].some(name => name !== 'page[cursor]')
  if (isAsked) return fault(400, 'invalid')
  const mine = allOf(state, kind).filter(({ of }) => of?.includes(id))
  const { items, links } = paged(mine, ofProfileSize, url)
  return { status: 200, json: { data: items.map(shown), links } }
}

function showProfile(state: KlaviyoState, profile: Resource, query: URLSearchParams) {
  const fields = query.get('fields[profile]')
  const more = (query.get('additional-fields[profile]') ?? '').split(',')
  const attributes = {
    ...(fields === null ? profile.attributes : only(profile.attributes, fields.split(','))),
    ...(more.includes('subscriptions') && { subscriptions: state.subscribed.get(profile.id) }),
    ...(more.includes('predictive_analytics') && { predictive_analytics: guesses }),
  }
  return { ...shown(profile), attributes }
}

function refused({ method, headers }: PlatformCall): FakeAnswer | null {
  if (!/^Klaviyo-API-Key \S+$/.test(headers.authorization ?? '')) {
    return fault(401, 'not_authenticated')
  }
  if (headers.revision !== '2026-07-15') return fault(400, 'invalid')
  // Klaviyo's own client leaves the type to its transport.
  const isJson = /^application\/(vnd\.api\+)?json/.test(headers['content-type'] ?? '')
  return method === 'POST' && !isJson ? fault(415, 'unsupported_media_type') : null
}

/** `equals(email,"…")`, `any(email,["…","…"])`. */
function conditionOf(filter: string | null) {
  const [, name, field = '', rest = ''] =
    /^(equals|any)\(([\w.]+),(.*)\)$/s.exec(filter ?? '') ?? []
  const literals = name === 'any' ? /^\[(.*)\]$/s.exec(rest)?.[1] : rest
  if (name === undefined || literals === undefined) return null
  if (!/^"[^"\\]*"(,"[^"\\]*")*$/s.test(literals)) return null
  const values = [...literals.matchAll(/"([^"\\]*)"/gs)].map(([, value = '']) => value)
  return name === 'equals' && values.length > 1 ? null : { field, values }
}

/** The next page is named by a whole address, with a cursor that says nothing to others. */
function paged(all: readonly Resource[], limit: number, url: URL) {
  const cursor = url.searchParams.get('page[cursor]')
  const from = cursor === null ? 0 : Number(Buffer.from(cursor, 'base64url').toString())
  const next = new URL(url)
  next.searchParams.set('page[cursor]', Buffer.from(String(from + limit)).toString('base64url'))
  const links = { self: url.href, ...(from + limit < all.length && { next: next.href }) }
  return { items: all.slice(from, from + limit), links }
}

function shown({ of: _of, ...resource }: Resource) {
  return { ...resource, links: { self: `https://a.klaviyo.com/api/${resource.type}s` } }
}

/** A resource that another one embeds. */
function inner(member: unknown): Sent {
  return (member as { readonly data: Sent }).data
}

function related({ type, id }: Resource) {
  return { data: { type, id } }
}

function fault(status: number, code: string, detail = code): FakeAnswer {
  return { status, json: { errors: [{ id: 'fake', status, code, title: code, detail }] } }
}
