import { createHash } from 'node:crypto'
import type { FakeAnswer, PlatformCall } from '@conduit/recordings'

type Item = Readonly<Record<string, unknown>>

/** What a fake account of Mailchimp holds. */
export interface FakeMailchimpMarketing {
  /** By the address of the list that they stand in: `/lists`, `/lists/l1/members`. */
  readonly state: ReadonlyMap<string, ReadonlyMap<string, Item>>
  answer(call: PlatformCall): FakeAnswer
  /** The contact leaves by the link in a mail: nobody else can bring them back then. */
  leave(list: string, address: string): void
  /** The user of the key loses the role that manages audiences. */
  demote(): void
}

/** A kind of object: what its list is called, and which members a new one must bring. */
interface Kind {
  readonly list: string
  readonly required: readonly string[]
}

const kinds: readonly (readonly [address: RegExp, kind: Kind])[] = [
  [/^\/lists$/, { list: 'lists', required: ['name', 'contact', 'permission_reminder'] }],
  [/\/members$/, { list: 'members', required: ['email_address', 'status'] }],
  [/\/members\/[^/]+\/tags$/, { list: 'tags', required: ['tags'] }],
  [/\/members\/[^/]+\/activity-feed$/, { list: 'activity', required: [] }],
  [/\/members\/[^/]+\/events$/, { list: 'events', required: ['name'] }],
  [/\/members\/[^/]+\/notes$/, { list: 'notes', required: [] }],
  [/\/members\/[^/]+\/goals$/, { list: 'goals', required: [] }],
  [/^\/ecommerce\/stores$/, { list: 'stores', required: ['id', 'list_id', 'name'] }],
  [/\/customers$/, { list: 'customers', required: ['id', 'email_address', 'opt_in_status'] }],
  [/\/orders$/, { list: 'orders', required: ['id', 'customer', 'lines', 'currency_code'] }],
]

const statuses = ['subscribed', 'unsubscribed', 'cleaned', 'pending', 'transactional']

/**
 * Makes an empty account. Where it is strict, Mailchimp is: a list shows ten, and a thousand at most;
 * archived contacts are in no list, but stay where they were; who has left by themselves or bounced is
 * brought back by nobody. _Unconfirmed_: the names within an entry of the activity, and that an address that
 * stands in lower case in its hash stays as it was written.
 *
 * @see https://mailchimp.com/developer/marketing/api/
 */
export function fakeMailchimpMarketing(): FakeMailchimpMarketing {
  const state = new Map<string, Map<string, Item>>()
  const barred = new Set<string>()
  const forgotten = new Set<string>()
  let made = 0
  let isManager = true
  const all = (path: string) => state.get(path) ?? new Map<string, Item>()
  const holderOf = (path: string) => {
    const at = path.lastIndexOf('/')
    return { list: path.slice(0, at), id: decodeURIComponent(path.slice(at + 1)) }
  }
  /** An address and a contact's own id lead to a member as its hash does, but for its activity and notes. */
  const byHash = (path: string): string => {
    const parts = /^(\/lists\/[^/]+\/members)\/([^/]+)(.*)$/.exec(path)
    const [, list = '', id = '', rest = ''] = parts ?? []
    const hashAlone = /^\/(activity-feed|notes)/.test(rest)
    if (parts === null || all(list).has(id) || hashAlone) return path
    const named = decodeURIComponent(id)
    const member = [...all(list)].find(([, { contact_id }]) => contact_id === named)
    return `${list}/${member?.[0] ?? hashOf(named)}${rest}`
  }
  const isThere = (path: string): boolean => {
    if (path === '' || path === '/ecommerce') return true
    const { list, id } = holderOf(path)
    return state.get(list)?.has(id) === true && isThere(holderOf(list).list)
  }
  const keep = (path: string, id: string, item: Item) => {
    state.set(path, all(path).set(id, item))
    return { status: 200, json: item }
  }
  const happened = (member: string, activity_type: string, more: Item = {}) => {
    const id = `activity${++made}`
    const created_at_timestamp = '2026-10-14T09:30:11+00:00'
    keep(`${member}/activity-feed`, id, { activity_type, created_at_timestamp, ...more })
  }

  const create = (path: string, { list, required }: Kind, fields: Item): FakeAnswer => {
    const missing = required.filter(name => fields[name] === undefined)
    if (missing.length > 0) return fault(400, 'Invalid Resource', `missing: ${missing}`)
    if (list === 'members') return addMember(path, fields)
    if (list === 'tags') {
      for (const tag of fields.tags as readonly Item[]) {
        const name = String(tag.name)
        if (tag.status === 'inactive') all(path).delete(name)
        else keep(path, name, { id: ++made, name, date_added: '2026-10-14T09:30:11+00:00' })
      }
      return { status: 204 }
    }
    const id = String(fields.id ?? `${list}${++made}`)
    if (all(path).has(id)) return fault(400, 'Bad Request', 'it exists')
    const { email_address: address } = (fields.customer ?? {}) as Item
    if (list === 'orders' && address !== undefined) {
      const { id: customer } = fields.customer as Item
      keep(path.replace(/orders$/, 'customers'), String(customer), fields.customer as Item)
    }
    const item = { id, ...fields }
    keep(path, id, list === 'events' ? { occurred_at: '2026-10-14T09:30:11+00:00', ...item } : item)
    return list === 'events' ? { status: 204 } : { status: 200, json: item }
  }

  const addMember = (path: string, fields: Item): FakeAnswer => {
    const address = String(fields.email_address)
    const id = hashOf(address)
    if (forgotten.has(`${path}/${id}`)) return fault(400, 'Forgotten Email Not Subscribed')
    const { status } = all(path).get(id) ?? {}
    if (status !== undefined && status !== 'archived') {
      return fault(400, 'Member Exists', `${address} is already a list member.`)
    }
    const unique_email_id = id.slice(-10)
    const list_id = path.split('/')[2]
    const unchecked = checked(`${path}/${id}`, fields, 'archived')
    if (unchecked !== null) return unchecked
    happened(`${path}/${id}`, 'signup')
    return keep(path, id, {
      ...{ id, unique_email_id, contact_id: `c${id.slice(1)}`, web_id: ++made, list_id },
      ...{ merge_fields: {}, email_type: 'html', vip: false },
      ...fields,
    })
  }

  /** What may not become of a contact. */
  const checked = (member: string, { status }: Item, before: unknown): FakeAnswer | null => {
    if (status === undefined) return null
    if (!statuses.includes(String(status))) return fault(400, 'Invalid Resource', 'status')
    const isBack = status === 'subscribed' && before !== 'subscribed'
    if (isBack && (barred.has(member) || before === 'cleaned')) {
      return fault(400, 'Member In Compliance State', 'it cannot be subscribed.')
    }
    return null
  }

  const list = (path: string, { list }: Kind, query: URLSearchParams): FakeAnswer => {
    const count = Number(query.get('count') ?? 10)
    const offset = Number(query.get('offset') ?? 0)
    if (!(count >= 0 && count <= 1000 && offset >= 0)) return fault(400, 'Invalid Resource')
    const found = [...all(path).values()].filter(item => isWanted(item, query))
    const items = found.slice(offset, offset + count)
    return { status: 200, json: { [list]: items, total_items: found.length, _links: [] } }
  }

  const one = (path: string, { method, body }: PlatformCall): FakeAnswer => {
    if (path.endsWith('/actions/delete-permanent') && method === 'POST') {
      const member = path.replace(/\/actions\/.*$/, '')
      const { list, id } = holderOf(member)
      if (!all(list).delete(id)) return notFound
      forgotten.add(member)
      for (const part of state.keys()) if (part.startsWith(`${member}/`)) state.delete(part)
      return { status: 204 }
    }
    const { list, id } = holderOf(path)
    const items = all(list)
    const found = items.get(id)
    if (found === undefined) return notFound
    if (method === 'GET') return { status: 200, json: found }
    if (method === 'DELETE') {
      if (list.endsWith('/members')) keep(list, String(found.id), { ...found, status: 'archived' })
      else items.delete(id)
      return { status: 204 }
    }
    if (method !== 'PATCH') return fault(405, 'Method Not Allowed')
    const fields = JSON.parse(body) as Item
    const refused = checked(`${list}/${found.id}`, fields, found.status)
    return refused ?? keep(list, String(found.id), { ...found, ...fields })
  }

  return {
    state,
    answer(call) {
      const { authorization = '', 'content-type': type = '' } = call.headers
      if (!isKey(authorization)) return fault(401, 'API Key Invalid')
      if (!isManager) return fault(403, 'User Action Not Permitted')
      const { pathname, searchParams } = call.url
      if (!pathname.startsWith('/3.0/')) return notFound
      const path = byHash(pathname.slice('/3.0'.length))
      const isJson = /^application\/(problem\+)?json/.test(type)
      if (call.body !== '' && !isJson) return fault(415, 'Unsupported Media Type')
      const kind = kinds.find(([address]) => address.test(path))?.[1]
      if (kind === undefined) return one(path, call)
      if (!isThere(holderOf(path).list)) return notFound
      if (call.method === 'POST') return create(path, kind, JSON.parse(call.body) as Item)
      return call.method === 'GET' ? list(path, kind, searchParams) : fault(405, 'Not Allowed')
    },
    demote() {
      isManager = false
    },
    leave(id, address) {
      const members = `/lists/${id}/members`
      const member = all(members).get(hashOf(address))
      if (member === undefined) return
      barred.add(`${members}/${member.id}`)
      keep(members, String(member.id), { ...member, status: 'unsubscribed' })
      happened(`${members}/${member.id}`, 'unsub')
    },
  }
}

const notFound = fault(404, 'Resource Not Found')

/** Filters that lists know; addresses are compared without their case. */
function isWanted(item: Item, query: URLSearchParams): boolean {
  const address = query.get('email_address')
  if (address !== null && !isEqual(item.email_address, address)) return false
  const customer = query.get('customer_id')
  if (customer !== null && (item.customer as Item).id !== customer) return false
  const id = query.get('unique_email_id')
  if (id !== null && item.unique_email_id !== id) return false
  return item.status === (query.get('status') ?? item.status) && item.status !== 'archived'
}

function isEqual(written: unknown, address: string): boolean {
  return String(written).toLowerCase() === address.toLowerCase()
}

/** By HTTP Basic with any user, or as a token. */
function isKey(authorization: string): boolean {
  const [scheme, value = ''] = authorization.split(' ')
  if (scheme === 'Bearer') return value !== ''
  const password = Buffer.from(value, 'base64').toString().split(':')[1] ?? ''
  return scheme === 'Basic' && /^\S{16,}-[a-z]{2}\d{1,3}$/.test(password)
}

function hashOf(address: string): string {
  return createHash('md5').update(address.toLowerCase()).digest('hex')
}

function fault(status: number, title: string, detail = title): FakeAnswer {
  const type = 'https://mailchimp.com/developer/marketing/docs/errors/'
  const headers = { 'content-type': 'application/problem+json; charset=utf-8' }
  return { status, headers, json: { type, title, status, detail, instance: 'fake' } }
}
