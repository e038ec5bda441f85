import type { FakeAnswer, PlatformCall } from '@conduit/recordings'

type Item = Readonly<Record<string, unknown>>

/** A person with what hangs on them; attributes are texts. */
interface Profile {
  readonly attributes: Map<string, string>
  readonly devices: Item[]
  readonly activities: Item[]
  readonly messages: Item[]
  readonly relationships: Item[]
}

/** What a fake workspace holds. */
export interface FakeCustomerIo {
  /** All of it, as JSON shows it: people, and what was told and is not done yet. */
  readonly state: unknown
  answer(call: PlatformCall): FakeAnswer
  /** Does what was told by then: the Track API answers first. */
  settle(): void
  /** Loses what was told by then, as under load. */
  drop(): void
}

/** How a call names a person. */
type Named = { readonly idType: 'cio_id' | 'id' | 'email'; readonly id: string }

const idTypes = ['id', 'email', 'cio_id'] as const
const topics = [1, 7].map(id => ({
  ...{ id, identifier: `topic_${id}`, name: `Topic ${id}`, description: '' },
  subscribed_by_default: true,
}))
const offered = ['email', 'twilio'].map((type, index) => ({
  ...{ id: index + 1, type, name: type, description: '', subscribed_by_default: true },
}))
/** 2026-01-09. */
const begin = 1_768_000_000
const sixMonths = 182 * 86_400

/**
 * Makes an empty workspace that knows people by id and by address. Where it is strict, Customer.io is: each API
 * has a credential of its own, the Track API answers 200 to whatever it drops, activities come a hundred at
 * most, and messages of six months. _Unconfirmed_: that suppressing by `cio_id` blocks id and address, that the attributes show `cio_id` and `id` as they do here, and
 * what the members of an activity are beyond its name.
 *
 * @see https://docs.customer.io/integrations/api/
 */
export function fakeCustomerIo(): FakeCustomerIo {
  const people = new Map<string, Profile>()
  const suppressed = new Set<string>()
  const told: { readonly what: Item; readonly run: () => void }[] = []
  let made = 0

  const find = ({ idType, id }: Named): [string, Profile] | null => {
    if (idType === 'cio_id') {
      const profile = people.get(id)
      return profile === undefined ? null : [id, profile]
    }
    const isTheirs = ([, { attributes }]: [string, Profile]) =>
      idType === 'email'
        ? attributes.get('email')?.toLowerCase() === id.toLowerCase()
        : attributes.get('id') === id
    return [...people].find(isTheirs) ?? null
  }
  const make = ({ idType, id }: Named): [string, Profile] | null => {
    if (idType === 'cio_id' || suppressed.has(id)) return null
    const cioId = `d9b1${String(++made).padStart(8, '0')}`
    const profile = {
      ...{ devices: [], activities: [], messages: [], relationships: [] },
      attributes: new Map([
        ['cio_id', cioId],
        [idType, id],
      ]),
    }
    people.set(cioId, profile)
    return [cioId, profile]
  }
  const happened = (profile: Profile, type: string, more: Item) => {
    profile.activities.unshift({ id: `act${++made}`, type, timestamp: begin + made, ...more })
  }

  const identify = (named: Named, { _update, ...fields }: Item) => {
    const [, profile] = find(named) ?? (_update === true ? null : make(named)) ?? []
    if (profile === undefined) return
    const before = JSON.stringify([...profile.attributes])
    for (const [name, value] of Object.entries(fields)) set(profile.attributes, name, value)
    if (JSON.stringify([...profile.attributes]) === before) return
    happened(profile, 'attribute_change', { data: fields })
  }

  /** What the Track API is told, which it does later. */
  const track = (call: PlatformCall): FakeAnswer => {
    const { method, url, body } = call
    const fields = body === '' ? {} : (JSON.parse(body) as Item)
    if (url.pathname === '/api/v2/batch') {
      for (const each of fields.batch as readonly Item[]) {
        told.push({ what: each, run: () => relate(each) })
      }
      return { status: 200, json: {} }
    }
    const [, person, part = ''] =
      /^\/api\/v1\/customers\/([^/]+)(?:\/(\w+))?$/.exec(url.pathname) ?? []
    if (person === undefined) return fault(404, 'not found')
    const named = namedIn(decodeURIComponent(person))
    const deeds: Readonly<Record<string, () => void>> = {
      'PUT ': () => identify(named, fields),
      'DELETE ': () => people.delete(find(named)?.[0] ?? ''),
      'POST suppress': () => {
        const [cioId = '', profile] = find(named) ?? []
        if (named.idType !== 'cio_id') suppressed.add(named.id)
        for (const idType of ['id', 'email']) {
          const id = profile?.attributes.get(idType)
          if (id !== undefined) suppressed.add(id)
        }
        people.delete(cioId)
      },
      'POST events': () => {
        const [, profile] = find(named) ?? make(named) ?? []
        if (profile !== undefined) happened(profile, 'event', fields)
      },
      'PUT devices': () => find(named)?.[1].devices.push(fields.device as Item),
    }
    const run = deeds[`${method} ${part}`]
    if (run === undefined) return fault(405, 'method not allowed')
    told.push({ what: { person, part, fields }, run })
    return { status: 200, json: {} }
  }
  const relate = ({ identifiers, cio_relationships: related }: Item) => {
    const named = namedBy(identifiers as Item)
    const profile = named === null ? undefined : find(named)?.[1]
    profile?.relationships.push(...(related as readonly Item[]))
  }

  const send = ({ body }: PlatformCall): FakeAnswer => {
    const { to, identifiers, subject = '' } = JSON.parse(body) as Item
    const named = namedBy(identifiers as Item)
    const [cioId, profile] = (named === null ? null : (find(named) ?? make(named))) ?? []
    if (profile === undefined) return fault(400, 'identifiers are missing')
    const delivery = {
      id: `dl${++made}`,
      type: 'email',
      recipient: to,
      subject,
      customer_id: cioId,
    }
    // Each next one comes too late for a question about six months to find all.
    const created = begin + profile.messages.length * (sixMonths + 86_400)
    profile.messages.push({ ...delivery, created })
    return { status: 200, json: { delivery_id: delivery.id, queued_at: begin } }
  }

  const search = ({ body, url }: PlatformCall): FakeAnswer => {
    const { filter } = JSON.parse(body) as { filter?: { attribute?: Item } }
    const { field, operator, value } = filter?.attribute ?? {}
    if (operator !== 'eq' || typeof value !== 'string') return fault(400, 'filter')
    const found = [...people.values()]
      .filter(({ attributes }) => attributes.get(String(field)) === value)
      .map(identifiersOf)
    return page(url, 'identifiers', found, 1000)
  }

  const show = (profile: Profile, list: string, url: URL): FakeAnswer => {
    const { attributes, devices } = profile
    const customer = {
      ...{ id: attributes.get('id') ?? null, attributes: Object.fromEntries(attributes) },
      timestamps: { cio_id: begin },
      unsubscribed: /^(true|1)$/i.test(attributes.get('unsubscribed') ?? ''),
      devices,
    }
    switch (list) {
      case 'attributes':
        return { status: 200, json: { customer } }
      case 'segments':
        return { status: 200, json: { segments: segmentsOf(attributes) } }
      case 'relationships':
        return page(url, 'cio_relationships', profile.relationships, 100)
      case 'activities':
        return page(url, 'activities', profile.activities, 100)
      case 'messages':
        return page(url, 'messages', within(profile.messages, url), 100)
      default:
        return fault(404, 'not found')
    }
  }

  const app = (call: PlatformCall): FakeAnswer => {
    const { method, url } = call
    const path = url.pathname.slice('/v1'.length)
    if (method === 'POST' && path === '/send/email') return send(call)
    if (method === 'POST' && path === '/customers') return search(call)
    if (method !== 'GET') return fault(405, 'method not allowed')
    if (path === '/subscription_topics') return { status: 200, json: { topics } }
    if (path === '/subscription_channels') return { status: 200, json: { channels: offered } }
    if (path === '/customers') {
      const email = url.searchParams.get('email')
      if (email === null) return fault(400, 'email is missing')
      const found = [...people.values()].map(identifiersOf)
      const isTheirs = (each: Item) => String(each.email).toLowerCase() === email.toLowerCase()
      return { status: 200, json: { results: found.filter(isTheirs) } }
    }
    const [, id = '', list = ''] = /^\/customers\/([^/]+)\/(\w+)$/.exec(path) ?? []
    const idType = idTypes.find(each => each === (url.searchParams.get('id_type') ?? 'id'))
    if (idType === undefined) return fault(400, 'id_type')
    const found = find({ idType, id: decodeURIComponent(id) })
    return found === null ? fault(404, 'not found') : show(found[1], list, url)
  }

  return {
    get state() {
      const shown = [...people].map(([cioId, profile]) => [
        cioId,
        { ...profile, attributes: [...profile.attributes] },
      ])
      return { people: shown, told: told.map(({ what }) => what), suppressed: [...suppressed] }
    },
    answer(call) {
      const { authorization = '' } = call.headers
      const isTrack = call.url.pathname.startsWith('/api/')
      const isKnown = isTrack ? /^Basic \S+$/ : /^Bearer \S+$/
      if (!isKnown.test(authorization)) return fault(401, 'unauthorized')
      const isJson = /^application\/json/.test(call.headers['content-type'] ?? '')
      if (call.body !== '' && !isJson) return fault(400, 'no JSON')
      return isTrack ? track(call) : app(call)
    },
    settle() {
      for (const { run } of told.splice(0)) run()
    },
    drop() {
      told.length = 0
    },
  }
}

/** `cio_subscription_preferences.topics.topic_1` changes that one alone; whatever is no text becomes one. */
function set(attributes: Map<string, string>, name: string, value: unknown): void {
  const [attribute = '', ...rest] = name.split('.')
  if (attribute !== 'cio_subscription_preferences' || rest.length === 0) {
    attributes.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value))
    return
  }
  const [kind = '', member = ''] = rest
  const before = JSON.parse(attributes.get(attribute) ?? '{}') as Readonly<Record<string, Item>>
  const after = { ...before, [kind]: { ...before[kind], [member]: value } }
  attributes.set(attribute, JSON.stringify(after))
}

function namedIn(text: string): Named {
  if (text.startsWith('cio_')) return { idType: 'cio_id', id: text.slice('cio_'.length) }
  return { idType: text.includes('@') ? 'email' : 'id', id: text }
}

function namedBy(identifiers: Item): Named | null {
  const idType = idTypes.find(each => identifiers[each] !== undefined)
  return idType === undefined ? null : { idType, id: String(identifiers[idType]) }
}

function identifiersOf({ attributes }: Profile): Item {
  const [id, email, cio_id] = idTypes.map(each => attributes.get(each) ?? null)
  return { id, email, cio_id }
}

function segmentsOf(attributes: Profile['attributes']): readonly Item[] {
  const vips = { id: 7, name: 'Our VIPs', description: '', state: 'finished', type: 'dynamic' }
  return attributes.get('vip') === 'true' ? [vips] : []
}

/** Those of six months at most, back from the end that was asked for, else from the newest. */
function within(messages: readonly Item[], url: URL): readonly Item[] {
  const newest = Math.max(0, ...messages.map(({ created }) => Number(created)))
  const end = Number(url.searchParams.get('end_ts') ?? newest)
  const start = Math.max(Number(url.searchParams.get('start_ts') ?? 0), end - sixMonths)
  return messages.filter(({ created }) => Number(created) >= start && Number(created) <= end)
}

/** A page goes on where its `next` says. */
function page(url: URL, list: string, items: readonly Item[], most: number): FakeAnswer {
  const limit = Number(url.searchParams.get('limit') ?? 10)
  if (!(limit >= 1 && limit <= most)) return fault(400, 'limit')
  const start = Number(url.searchParams.get('start') ?? 0)
  const next = start + limit < items.length ? String(start + limit) : ''
  return { status: 200, json: { [list]: items.slice(start, start + limit), next } }
}

function fault(status: number, detail: string): FakeAnswer {
  return { status, json: { errors: [{ detail, status: String(status) }] } }
}
