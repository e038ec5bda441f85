import type { FakeAnswer, PlatformCall } from '@conduit/recordings'
import { buildSchema, execute, type GraphQLError, parse, validate } from 'graphql'
import { shopifyConsents } from './shopify-consents.ts'
import { type ShopifyErasure, shopifyErasure } from './shopify-erasure.ts'
import { shopifySchema } from './shopify-schema.ts'
import { denied, type Fields, money, type ShopState } from './shopify-state.ts'
import { shopViews } from './shopify-views.ts'

/** A fake shop, and the scopes that the app was granted in it. */
export interface FakeShopify {
  readonly state: ShopState
  readonly scopes: Set<string>
  answer(call: PlatformCall): FakeAnswer
  readonly erasure: ShopifyErasure
}

const schema = buildSchema(shopifySchema)
const granted = [
  ...['read_customers', 'write_customers', 'read_orders', 'write_orders', 'read_all_orders'],
  ...['read_draft_orders', 'write_draft_orders', 'read_returns', 'write_returns'],
  'write_customer_data_erasure',
]
/** Scopes that fields want, by type and name. */
const wanted: ReadonlyMap<string, string> = new Map([
  ['customer', 'read_customers'],
  ['customerByIdentifier', 'read_customers'],
  ['orders', 'read_orders'],
  ['order', 'read_orders'],
  ['draftOrders', 'read_draft_orders'],
  ['draftOrder', 'read_draft_orders'],
  ['customerRequestDataErasure', 'write_customer_data_erasure'],
  ['customerEmailMarketingConsentUpdate', 'write_customers'],
  ['customerSmsMarketingConsentUpdate', 'write_customers'],
  ['customerWhatsAppMarketingConsentUpdate', 'write_customers'],
])

/**
 * Makes an empty shop: customers, orders, drafts and returns are made and read, and choices about
 * marketing are told. Where it is strict, Shopify is: a query has to fit the schema, a field wants its
 * scope, a choice its level, a time that is past and a number to reach, and orders older than 60 days
 * are shown only with `read_all_orders`. That errors come with status 200, their words, and that a
 * customer without an address is taken for a choice about e-mail but not about SMS, was seen at a shop;
 * what it says to a choice about WhatsApp and to `returnRequest` is _unconfirmed_.
 *
 * @see https://shopify.dev/docs/api/admin-graphql
 */
export function fakeShopify(now = new Date('2026-11-12T10:00:00Z')): FakeShopify {
  const state: ShopState = { customers: new Map(), orders: new Map(), drafts: new Map() }
  const scopes = new Set(granted)
  let made = 7_000_000_000
  const time = now.toISOString()
  const views = shopViews({ state, scopes, now })
  const erasure = shopifyErasure(state)

  const idOf = (type: string) => `gid://shopify/${type}/${++made}`
  const noted = (type: string, action: string) => [
    { id: idOf(type), createdAt: time, action, message: `The app did ${action} this.` },
  ]
  const addressOf = (input: unknown) => {
    if (input == null) return null
    const { countryCode, ...fields } = input as Fields
    const name = [fields.firstName, fields.lastName].filter(Boolean).join(' ')
    return { id: idOf('MailingAddress'), ...fields, name, countryCodeV2: countryCode ?? null }
  }
  const linesOf = (lines: unknown) =>
    ((lines ?? []) as readonly Fields[]).map(({ properties, priceSet, ...line }) => ({
      id: idOf('LineItem'),
      customAttributes: ((properties ?? []) as readonly Fields[]).map(({ name, value }) => ({
        key: name,
        value,
      })),
      discountedTotalSet: priceSet ?? money,
      ...line,
    }))
  const common = (type: string) => ({
    createdAt: time,
    updatedAt: time,
    tags: [],
    events: noted('BasicEvent', `create ${type}`),
  })

  const writing = {
    customerCreate({ input }: { input: Fields }) {
      const { email, phone, ...fields } = input
      const id = idOf('Customer')
      const reached = {
        email: email == null ? null : { address: email, ...unasked('NOT_SUBSCRIBED') },
        sms: phone == null ? null : { address: phone, ...unasked('NEVER_SUBSCRIBED') },
        whatsApp: phone == null ? null : unasked('NEVER_SUBSCRIBED'),
      }
      const customer = { id, addresses: [], ...common('customer'), ...fields, ...reached }
      state.customers.set(id, customer)
      return { customer: views.customer(customer), userErrors: [] }
    },
    customerDelete({ input }: { input: Fields }) {
      const isThere = state.customers.delete(String(input.id))
      const userErrors = isThere ? [] : [{ field: ['id'], message: 'Customer can’t be found' }]
      return { deletedCustomerId: isThere ? input.id : null, userErrors }
    },
    customerAddressCreate({ address, customerId }: Fields) {
      const customer = state.customers.get(String(customerId))
      const kept = addressOf(address)
      if (customer === undefined) return { address: null, userErrors: [notFound] }
      const addresses = [...(customer.addresses as readonly Fields[]), kept]
      state.customers.set(customer.id, { ...customer, addresses })
      return { address: kept, userErrors: [] }
    },
    orderCreate({ order: input }: { order: Fields }) {
      const { customer, lineItems, transactions, billingAddress, shippingAddress, ...fields } =
        input
      const id = idOf('Order')
      const toAssociate = (customer as { toAssociate?: Fields } | undefined)?.toAssociate
      const order = {
        id,
        name: `#${1001 + state.orders.size}`,
        processedAt: time,
        returns: [],
        ...common('order'),
        ...fields,
        customer: toAssociate?.id ?? null,
        billingAddress: addressOf(billingAddress),
        shippingAddress: addressOf(shippingAddress),
        lines: linesOf(lineItems),
        transactions: ((transactions ?? []) as readonly Fields[]).map(each => ({
          ...{ id: idOf('OrderTransaction'), kind: 'SALE', status: 'SUCCESS', createdAt: time },
          ...each,
        })),
      }
      state.orders.set(id, order)
      return { order: views.order(order), userErrors: [] }
    },
    draftOrderCreate({ input }: { input: Fields }) {
      const { note, purchasingEntity, lineItems, shippingAddress, ...fields } = input
      const id = idOf('DraftOrder')
      const draft = {
        id,
        name: `#D${1 + state.drafts.size}`,
        ...common('draft'),
        ...fields,
        note2: note ?? null,
        customer: (purchasingEntity as Fields | undefined)?.customerId ?? null,
        shippingAddress: addressOf(shippingAddress),
        lines: linesOf(lineItems),
      }
      state.drafts.set(id, draft)
      return { draftOrder: views.draft(draft), userErrors: [] }
    },
    returnRequest({ input }: { input: Fields }) {
      const order = state.orders.get(String(input.orderId))
      if (order === undefined) return { return: null, userErrors: [notFound] }
      const lines = (input.returnLineItems as readonly Fields[]).map(
        ({ quantity, customerNote }) => ({
          ...{ id: idOf('ReturnLineItem'), quantity, customerNote, returnReasonNote: '' },
        }),
      )
      const asked = {
        ...{ id: idOf('Return'), name: `${order.name}-R1`, status: 'REQUESTED', createdAt: time },
        lines,
      }
      const returns = [...(order.returns as readonly Fields[]), asked]
      state.orders.set(order.id, { ...order, returns })
      return { return: null, userErrors: [] }
    },
    customerRequestDataErasure: erasure.customerRequestDataErasure,
    ...shopifyConsents({ state, now, customerView: views.customer }),
  }

  return {
    state,
    scopes,
    erasure,
    answer({ method, url, headers, body }) {
      if (!/^\/admin\/api\/20\d\d-(01|04|07|10)\/graphql\.json$/.test(url.pathname))
        return { status: 404, json: { errors: 'Not Found' } }
      if (method !== 'POST') return { status: 405 }
      if ((headers['x-shopify-access-token'] ?? '') === '')
        return { status: 401, json: { errors: '[API] Invalid API key or access token' } }
      const { query, variables } = JSON.parse(body) as { query: string; variables?: Fields }
      const document = parse(query)
      const faults = validate(schema, document)
      if (faults.length > 0) return refused(faults)
      const result = execute({
        schema,
        document,
        rootValue: guarded({ ...views.reading, ...writing }, scopes),
        ...(variables && { variableValues: variables }),
      })
      if (result instanceof Promise) throw new Error('the fake does nothing later')
      return result.errors === undefined
        ? { status: 200, json: result }
        : refused(result.errors, result.data ?? undefined)
    },
  }
}

const notFound = { field: null, message: 'Not found' }

function unasked(marketing: string) {
  return { state: marketing, level: 'SINGLE_OPT_IN', at: null }
}

/** A field for which the app lacks a scope is null, with an error beside it. */
function guarded(root: Readonly<Record<string, unknown>>, scopes: ReadonlySet<string>) {
  const names = Object.entries(root).map(([name, resolve]) => {
    const scope = wanted.get(name)
    if (scope === undefined || scopes.has(scope)) return [name, resolve]
    return [name, () => denied(name, scope)]
  })
  return Object.fromEntries(names)
}

function refused(errors: readonly GraphQLError[], data?: object): FakeAnswer {
  const told = errors.map(({ message, path, extensions }) => ({ message, path, extensions }))
  return { status: 200, json: { errors: told, ...(data && { data }) } }
}
