import {
  type Consent,
  denied,
  type Fields,
  money,
  type ShopItem,
  type ShopState,
} from './shopify-state.ts'

interface Shop {
  readonly state: ShopState
  readonly scopes: ReadonlySet<string>
  readonly now: Date
}

interface Paging {
  readonly first?: number
  readonly after?: string
}

const sixtyDays = 60 * 86_400_000

/** What the API shows of what a fake shop keeps, and its queries. */
export function shopViews({ state, scopes, now }: Shop) {
  const shown = (of: (order: ShopItem) => boolean) =>
    [...state.orders.values()].filter(order => {
      const age = Number(now) - Date.parse(String(order.processedAt))
      return of(order) && (age < sixtyDays || scopes.has('read_all_orders'))
    })

  const customer = (item: ShopItem): Fields => {
    const { id, email, sms, whatsApp, addresses } = item as ShopItem & {
      readonly email: Consent | null
      readonly sms: Consent | null
      readonly whatsApp: Consent | null
      readonly addresses: readonly Fields[]
    }
    return {
      ...{ firstName: null, lastName: null, locale: 'en', state: 'DISABLED', verifiedEmail: true },
      ...{
        lifetimeDuration: 'a day',
        dataSaleOptOut: false,
        productSubscriberStatus: 'NEVER_SUBSCRIBED',
      },
      ...{ taxExempt: false, taxExemptions: [], statistics: {}, companyContactProfiles: [] },
      ...item,
      legacyResourceId: id.split('/').at(-1),
      displayName: [item.firstName, item.lastName].filter(Boolean).join(' '),
      numberOfOrders: `${[...state.orders.values()].filter(order => order.customer === id).length}`,
      amountSpent: money.shopMoney,
      defaultAddress: addresses[0] ?? null,
      defaultEmailAddress: email && {
        ...{ emailAddress: email.address, validFormat: true, openTrackingLevel: 'UNKNOWN' },
        ...{ marketingState: email.state, marketingOptInLevel: email.level },
        marketingUpdatedAt: email.at,
      },
      defaultPhoneNumber: sms && {
        phoneNumber: sms.address,
        smsMarketingConsent: consentView(sms),
        whatsAppMarketingConsent: consentView(whatsApp),
      },
      addressesV2: connected(addresses),
      ...timeline(item),
      orders: (paging: Paging) =>
        connected(shown(order => order.customer === id).map(order))(paging),
    }
  }

  const order = (item: ShopItem): Fields => ({
    ...bought(item),
    ...{ customerAcceptsMarketing: false, paymentGatewayNames: [], fulfillments: [], refunds: [] },
    ...{ displayFinancialStatus: 'PAID', displayFulfillmentStatus: 'UNFULFILLED', test: false },
    ...{ subtotalPriceSet: money, totalShippingPriceSet: money, totalDiscountsSet: money },
    ...{ totalTaxSet: money, totalPriceSet: money, totalRefundedSet: money },
    ...item,
    ...timeline(item),
    returnStatus: (item.returns as readonly Fields[]).length > 0 ? 'RETURN_REQUESTED' : 'NO_RETURN',
    customer: () => customerNamed(item.customer),
    lineItems: connected(item.lines),
    localizedFields: connected([]),
    returns(paging: Paging) {
      if (!scopes.has('read_returns')) denied('returns', 'read_returns')
      const returns = (item.returns as readonly Fields[]).map(each => ({
        ...each,
        returnLineItems: connected(each.lines),
      }))
      return connected(returns)(paging)
    },
  })

  const draft = (item: ShopItem): Fields => ({
    ...bought(item),
    ...{ status: 'OPEN', taxExempt: false, totalPriceSet: money },
    ...item,
    ...timeline(item),
    customer: () => customerNamed(item.customer),
    lineItems: connected(item.lines),
    localizedFields: connected([]),
  })

  const customerNamed = (id: unknown) => {
    const found = state.customers.get(String(id))
    return found === undefined ? null : customer(found)
  }

  const reading = {
    customer: ({ id }: { id: string }) => customerNamed(id),
    customerByIdentifier({ identifier }: { identifier: Readonly<Record<string, string>> }) {
      const { id, emailAddress, phoneNumber } = identifier
      const found = [...state.customers.values()].find(item => {
        if (id !== undefined) return item.id === id
        const { email, sms } = item as { email?: Consent | null; sms?: Consent | null }
        if (emailAddress !== undefined)
          return email?.address?.toLowerCase() === emailAddress.toLowerCase()
        return sms?.address === phoneNumber
      })
      return found === undefined ? null : customer(found)
    },
    order({ id }: { id: string }) {
      const [found] = shown(each => each.id === id)
      return found === undefined ? null : order(found)
    },
    // A search brings what looks alike as well.
    orders({ query, ...paging }: Paging & { query: string }) {
      const address = /^email:"((?:[^"\\]|\\.)*)"$/.exec(query)?.[1]
      const name = address?.replace(/\\(.)/g, '$1').split('@')[0]?.toLowerCase()
      const found = shown(({ email }) => String(email).toLowerCase().startsWith(`${name}@`))
      return connected(found.map(order))(paging)
    },
    draftOrder({ id }: { id: string }) {
      const found = state.drafts.get(id)
      return found === undefined ? null : draft(found)
    },
    draftOrders({ query, ...paging }: Paging & { query: string }) {
      const id = /^customer_id:(\d+)$/.exec(query)?.[1]
      const found = [...state.drafts.values()].filter(item => {
        return item.customer === `gid://shopify/Customer/${id}`
      })
      return connected(found.map(draft))(paging)
    },
    currentAppInstallation: () => ({ accessScopes: [...scopes].map(handle => ({ handle })) }),
  }
  return { customer, order, draft, reading }
}

function consentView(consent: Consent | null) {
  const { state, level, at } = consent ?? { state: 'NEVER_SUBSCRIBED', level: null, at: null }
  return { state, optInLevel: level, updatedAt: at, collectedFrom: at === null ? null : 'OTHER' }
}

function bought({ id }: ShopItem): Fields {
  return { legacyResourceId: id.split('/').at(-1), discountCodes: [], customAttributes: [] }
}

function timeline({ metafields, events, updatedAt }: ShopItem): Fields {
  const own = ((metafields ?? []) as readonly Fields[]).map(each => ({ ...each, updatedAt }))
  return { metafields: connected(own), events: connected(events) }
}

/** A list, of which a page has 250 at most. */
function connected(items: unknown) {
  const all = (items ?? []) as readonly Fields[]
  return ({ first, after }: Paging) => {
    if (first === undefined || first > 250) throw new Error('first is missing or exceeds 250')
    const from = after === undefined ? 0 : Number(Buffer.from(after, 'base64'))
    const nodes = all
      .slice(from, from + first)
      .map(each => ({ quantity: 1, currentQuantity: 1, isGiftCard: false, ...each }))
    const end = from + nodes.length
    const endCursor = nodes.length === 0 ? null : Buffer.from(`${end}`).toString('base64')
    return { nodes, pageInfo: { hasNextPage: end < all.length, endCursor } }
  }
}
