import type { FakeAnswer, PlatformCall } from '@conduit/recordings'

/** A resource as the API shows it. */
type Item = Readonly<Record<string, unknown>> & { readonly id: number }
type State = ReadonlyMap<string, Map<number, Item>>

/** What a fake WooCommerce holds, by kind of resource as in its addresses. */
export interface FakeWooCommerce {
  readonly state: State
  /** What taxes are today, in hundredths: an order whose address or lines are changed is computed anew. */
  taxes: number | null
  answer(call: PlatformCall): FakeAnswer
}

const kinds = ['customers', 'orders', 'notes', 'refunds', 'downloads', 'subscriptions', 'reviews']
const isAddress = /^[\w!#$%&'*+/=?^`{|}~.-]+@[a-z\d-]+(\.[a-z\d-]+)+$/i

/**
 * Makes an empty shop with the REST API, version 3. Where it is strict, WooCommerce is: a list shows a
 * hundred at most and tells in a header how many pages it has, an address is looked for with `*` at either
 * end standing for anything, and only among customers unless all roles are asked for; orders are searched
 * by a text anywhere in them, without the trash; one that is changed has no empty e-mail address, keeps what is
 * read-only, and its totals are computed anew. Subscriptions are a plugin's, which is there once one is.
 *
 * @see https://woocommerce.github.io/woocommerce-rest-api-docs/
 */
export function fakeWooCommerce(): FakeWooCommerce {
  const state: State = new Map(kinds.map(kind => [kind, new Map()]))
  const fake: FakeWooCommerce = {
    state,
    taxes: null,
    answer(call) {
      if (!isAllowed(call)) return fault(401, 'woocommerce_rest_cannot_view')
      const path = call.url.pathname.replace(/^\/wp-json\/wc\/v3\//, '')
      const [kind = '', id, inner, further] = path.replace('products/reviews', 'reviews').split('/')
      const items = state.get(kind)
      const isMissing = items === undefined || (kind === 'subscriptions' && items.size === 0)
      if (isMissing) return fault(404, 'rest_no_route')
      if (id === undefined) {
        return call.method === 'POST' ? create(state, kind, call) : list(items, kind, call)
      }
      const item = items.get(Number(id))
      if (item === undefined)
        // An order is missed in another way where it is to be changed.
        return fault(call.method === 'PUT' ? 400 : 404, `woocommerce_rest_${kind}_invalid_id`)
      if (inner !== undefined && further !== undefined)
        return hung(state, item, inner, further, call)
      if (inner !== undefined) return hanging(state, item, inner, call)
      if (call.method === 'DELETE') return remove(items, kind, item, call)
      if (call.method === 'PUT') return change(state, kind, item, fake.taxes, call)
      return { status: 200, json: item }
    },
  }
  return fake
}

/** Basic over https; over http WooCommerce takes OAuth 1.0a, which its client then uses. */
function isAllowed({ headers, url }: PlatformCall): boolean {
  return /^Basic \S+/.test(headers.authorization ?? '') || url.searchParams.has('oauth_signature')
}

function create(state: State, kind: string, { body }: PlatformCall): FakeAnswer {
  const fields = JSON.parse(body)
  if (kind === 'customers') {
    if (!isAddress.test(fields.email)) return fault(400, 'rest_invalid_param')
    const same = [...(state.get(kind)?.values() ?? [])].some(({ email }) => email === fields.email)
    if (same) return fault(400, 'registration-error-email-exists')
    return made(state, kind, { username: fields.email, role: 'customer', ...fields })
  }
  if (kind === 'orders') {
    const { billing, line_items = [], meta_data = [] } = fields
    if (billing?.email === '') return fault(400, 'rest_invalid_param')
    const lines = line_items.map((line: Fields, at: number) => ({
      ...{ ...line, id: at + 1, meta_data: numbered(line.meta_data) },
    }))
    const order = { ...fields, line_items: lines, meta_data: numbered(meta_data) }
    return made(state, kind, { status: 'pending', customer_id: 0, ...order })
  }
  return made(state, kind, { status: 'approved', ...fields })
}

/** What hangs on an order or a customer. */
function hanging(state: State, { id }: Item, kind: string, call: PlatformCall): FakeAnswer {
  const items = state.get(kind)
  if (items === undefined) return fault(404, 'rest_no_route')
  if (call.method === 'POST') return made(state, kind, { ...JSON.parse(call.body), parent_id: id })
  const mine = [...items.values()].filter(item => item.parent_id === id)
  return kind === 'refunds' ? paged(mine, call) : { status: 200, json: mine }
}

/** One thing that hangs on an order, by its own id. */
function hung(state: State, { id }: Item, kind: string, own: string, call: PlatformCall) {
  const items = state.get(kind)
  const item = items?.get(Number(own))
  if (items === undefined || item?.parent_id !== id)
    return fault(404, 'woocommerce_rest_invalid_id')
  if (call.method === 'DELETE') return remove(items, kind, item, call)
  return { status: 200, json: item }
}

type Fields = Readonly<Record<string, unknown>>

/** Members of an order that may be written. */
const writable = ['customer_note', 'transaction_id', 'customer_id', 'status']

function change(
  state: State,
  kind: string,
  item: Item,
  taxes: number | null,
  { body }: PlatformCall,
) {
  const fields = JSON.parse(body)
  if (kind !== 'orders') return fault(404, 'rest_no_route')
  if (fields.billing?.email === '') return fault(400, 'rest_invalid_param')
  const own = Object.entries(fields).filter(([name]) => writable.includes(name))
  const lines = listOf(item.line_items).map(line => {
    const sent = listOf(fields.line_items).find(({ id }) => id === line.id)
    return sent === undefined ? line : { ...line, meta_data: mixed(line.meta_data, sent.meta_data) }
  })
  const isComputed = ['billing', 'shipping', 'line_items'].some(name => name in fields)
  const changed = {
    ...{ ...item, ...Object.fromEntries(own), line_items: lines },
    ...(item.billing !== undefined && { billing: { ...item.billing, ...fields.billing } }),
    ...(item.shipping !== undefined && { shipping: { ...item.shipping, ...fields.shipping } }),
    meta_data: mixed(item.meta_data, fields.meta_data),
    ...(isComputed &&
      taxes !== null && { total_tax: ((taxes * Number(item.net)) / 100).toFixed(2) }),
  }
  state.get(kind)?.set(item.id, changed)
  return { status: 200, json: changed }
}

/** What is sent with an id replaces, what is sent without is added. */
function mixed(held: unknown, sent: unknown): readonly Fields[] {
  const news = listOf(sent)
  const old = listOf(held).map(meta => ({ ...meta, ...news.find(({ id }) => id === meta.id) }))
  return numbered([...old, ...news.filter(({ id }) => id === undefined)])
}

function numbered(meta: unknown): readonly Fields[] {
  return listOf(meta).map((each, at) => ({ id: at + 1, ...each }))
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value : []
}

function remove(items: Map<number, Item>, kind: string, item: Item, { url }: PlatformCall) {
  if (url.searchParams.get('force') === 'true') items.delete(item.id)
  else if (kind === 'orders') items.set(item.id, { ...item, status: 'trash' })
  else return fault(501, 'woocommerce_rest_trash_not_supported')
  return { status: 200, json: item }
}

function list(items: ReadonlyMap<number, Item>, kind: string, call: PlatformCall): FakeAnswer {
  const query = call.url.searchParams
  const address = query.get(kind === 'customers' ? 'email' : 'reviewer_email')
  if (address !== null && !isAddress.test(address)) return fault(400, 'rest_invalid_param')
  const isMeant = meant[kind]
  if (isMeant === undefined) return fault(404, 'rest_no_route')
  return paged(
    [...items.values()].filter(item => isMeant(item, query)),
    call,
  )
}

const meant: Readonly<Record<string, (item: Item, query: URLSearchParams) => boolean>> = {
  customers(item, query) {
    const role = query.get('role') ?? 'customer'
    return (role === 'all' || item.role === role) && isLike(item.email, query.get('email') ?? '*')
  },
  orders(item, query) {
    const status = query.get('status') ?? 'any'
    const customer = query.get('customer') ?? String(item.customer_id)
    const text = query.get('search')?.toLowerCase() ?? ''
    return (
      (status === 'any' ? item.status !== 'trash' : item.status === status) &&
      String(item.customer_id) === customer &&
      JSON.stringify([item.billing, item.shipping]).toLowerCase().includes(text)
    )
  },
  subscriptions: (item, query) => String(item.customer_id) === query.get('customer'),
  reviews(item, query) {
    const address = query.get('reviewer_email')
    const reviewer = query.get('reviewer')
    return (
      (query.get('status') === 'all' || item.status === 'approved') &&
      (address === null || item.reviewer_email === address) &&
      (reviewer === null || String(item.reviewer_id) === reviewer)
    )
  },
}

function isLike(value: unknown, pattern: string): boolean {
  const text = String(value).toLowerCase()
  const wanted = pattern.toLowerCase().replace(/^\*+|\*+$/g, '')
  if (!text.includes(wanted)) return false
  return (
    (pattern.startsWith('*') || text.startsWith(wanted)) &&
    (pattern.endsWith('*') || text.endsWith(wanted))
  )
}

function paged(all: readonly Item[], { url }: PlatformCall): FakeAnswer {
  const size = Number(url.searchParams.get('per_page') ?? 10)
  const page = Number(url.searchParams.get('page') ?? 1)
  if (!(size >= 1 && size <= 100 && page >= 1)) return fault(400, 'rest_invalid_param')
  const headers = {
    'x-wp-total': String(all.length),
    'x-wp-totalpages': String(Math.ceil(all.length / size)),
  }
  // Whom a reviewer is by number is a filter, and not shown.
  const shown = all.map(({ reviewer_id: _, ...item }) => item)
  return { status: 200, headers, json: shown.slice((page - 1) * size, page * size) }
}

function made(state: State, kind: string, fields: Readonly<Record<string, unknown>>): FakeAnswer {
  const id = [...state.values()].reduce((count, { size }) => count + size, 1)
  state.get(kind)?.set(id, { ...fields, id })
  return { status: 201, json: { ...fields, id } }
}

function fault(status: number, code: string): FakeAnswer {
  return { status, json: { code, message: code, data: { status } } }
}
