import type { FakeAnswer, PlatformCall } from '@conduit/recordings'
import { fault, fieldsOf } from './stripe-forms.ts'
import { type RedactionJobs, redactionJobs } from './stripe-redaction.ts'

/** An object as the API shows it. */
export type Item = Readonly<Record<string, unknown>> & { readonly id: string }

/** What a fake Stripe holds, by kind of object as in its addresses. */
export interface FakeStripe {
  readonly state: ReadonlyMap<string, ReadonlyMap<string, Item>>
  /** Its redaction jobs, where the account has them. */
  readonly redaction: RedactionJobs
  answer(call: PlatformCall): FakeAnswer
}

const kinds: Readonly<Record<string, { readonly object: string; readonly prefix: string }>> = {
  customers: { object: 'customer', prefix: 'cus' },
  payment_methods: { object: 'payment_method', prefix: 'pm' },
  payment_intents: { object: 'payment_intent', prefix: 'pi' },
  charges: { object: 'charge', prefix: 'ch' },
  invoices: { object: 'invoice', prefix: 'in' },
  subscriptions: { object: 'subscription', prefix: 'sub' },
  'checkout/sessions': { object: 'checkout.session', prefix: 'cs' },
  'issuing/cardholders': { object: 'issuing.cardholder', prefix: 'ich' },
  accounts: { object: 'account', prefix: 'acct' },
  tax_ids: { object: 'tax_id', prefix: 'txi' },
}

/** Objects that are reached through their customer. */
const nested = new Set(['payment_methods', 'tax_ids'])
/** Query parameters of lists that select nothing. */
const paging = new Set(['limit', 'starting_after', 'expand', 'status'])

/**
 * Makes an empty Stripe: objects are made, read, listed, found and deleted. Where it is strict, Stripe is:
 * an address is compared with its case, a list has a hundred at most, a deleted customer is still
 * answered, as deleted.
 *
 * @see https://docs.stripe.com/api
 */
export function fakeStripe({ hasJobs = false }: { readonly hasJobs?: boolean } = {}): FakeStripe {
  const state = new Map(Object.keys(kinds).map(kind => [kind, new Map<string, Item>()]))
  let made = 0
  const redaction = redactionJobs(state)

  const create = (kind: string, fields: Readonly<Record<string, unknown>>): FakeAnswer => {
    const { object = kind, prefix = 'obj' } = kinds[kind] ?? {}
    const id = `${prefix}_fake${++made}`
    const item = { id, object, created: 1_760_000_000 + made, livemode: false, ...fields }
    state.get(kind)?.set(id, item)
    return { status: 200, json: item }
  }

  const list = (kind: string, query: URLSearchParams, of?: string): FakeAnswer => {
    const limit = Number(query.get('limit') ?? 10)
    if (!(limit >= 1 && limit <= 100)) return fault(400, 'parameter_invalid_integer')
    const wanted = [...query].filter(([name]) => !paging.has(name))
    const all = [...(state.get(kind)?.values() ?? [])]
      .filter(item => wanted.every(([name, value]) => item[name] === value))
      .filter(item => item.deleted !== true && (of === undefined || item.customer === of))
      .reverse()
    const after = query.get('starting_after')
    const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1
    const data = all.slice(from, from + limit)
    const url = `/v1/${kind}`
    return {
      status: 200,
      json: { object: 'list', url, has_more: from + limit < all.length, data },
    }
  }

  const one = (kind: string, id: string, { method, body }: PlatformCall): FakeAnswer => {
    const item = state.get(kind)?.get(id)
    if (item === undefined) return fault(404, 'resource_missing')
    if (method === 'GET') return { status: 200, json: item }
    if (item.deleted === true) return fault(404, 'resource_missing')
    const next =
      method === 'DELETE'
        ? { id, object: item.object, deleted: true }
        : { ...item, ...fieldsOf(new URLSearchParams(body)) }
    state.get(kind)?.set(id, next)
    return { status: 200, json: next }
  }

  return {
    state,
    redaction,
    answer(call) {
      if (!/^(Bearer|Basic) \S+/.test(call.headers.authorization ?? '')) return fault(401, 'no_key')
      const path = call.url.pathname.replace(/^\/v1\//, '')
      if (hasJobs && path.startsWith('privacy/')) return redaction.answer(call)
      const kind = Object.keys(kinds).find(each => path === each || path.startsWith(`${each}/`))
      if (kind === undefined) return fault(404, 'url_unknown')
      const [id, inner] = path.slice(kind.length + 1).split('/')
      const fields = fieldsOf(new URLSearchParams(call.body))
      if (id === undefined || id === '') {
        return call.method === 'POST' ? create(kind, fields) : list(kind, call.url.searchParams)
      }
      if (id === 'search') return search(call, state.get(kind) ?? new Map())
      if (inner === undefined) return one(kind, id, call)
      // `/payment_methods/pm_1/attach`
      if (inner === 'attach') return one(kind, id, call)
      if (!nested.has(inner) || !state.get(kind)?.has(id)) return fault(404, 'resource_missing')
      if (call.method === 'POST') return create(inner, { ...fields, customer: id })
      return list(inner, call.url.searchParams, id)
    },
  }
}

/** `phone:'+1…'`: one clause, compared as a whole. */
function search({ url }: PlatformCall, items: ReadonlyMap<string, Item>): FakeAnswer {
  const clause = /^(\w+):'((?:[^'\\]|\\.)*)'$/.exec(url.searchParams.get('query') ?? '')
  if (clause === null) return fault(400, 'invalid_query')
  const [, name = '', quoted = ''] = clause
  const value = quoted.replace(/\\(.)/g, '$1')
  const data = [...items.values()].filter(item => item[name] === value && item.deleted !== true)
  return {
    status: 200,
    json: { object: 'search_result', url: '/v1/customers/search', has_more: false, data },
  }
}
