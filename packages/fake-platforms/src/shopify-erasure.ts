import type { Fields, ShopState } from './shopify-state.ts'

/** Erasures of customers, which the shop does in its own time. */
export interface ShopifyErasure {
  /** Customers for whom it was asked, and who are not erased yet. */
  readonly asked: ReadonlySet<string>
  customerRequestDataErasure(given: { readonly customerId: string }): object
  /** Days have passed since each request, and since each last order. */
  settle(): void
}

/**
 * An erased customer stays without what tells who it was, and so do its orders; drafts, notes and goods are
 * left. *Unconfirmed*: all of that, and what is answered to a second request while the first waits.
 */
export function shopifyErasure(state: ShopState): ShopifyErasure {
  const asked = new Set<string>()
  return {
    asked,
    customerRequestDataErasure({ customerId }) {
      if (!state.customers.has(customerId)) return { customerId: null, userErrors: [unknown] }
      asked.add(customerId)
      return { customerId, userErrors: [] }
    },
    settle() {
      for (const id of asked) erase(id, state)
      asked.clear()
    },
  }
}

const unknown: Fields = {
  ...{ code: 'DOES_NOT_EXIST', field: ['customerId'], message: 'Customer does not exist' },
}

function erase(id: string, { customers, orders }: ShopState): void {
  const customer = customers.get(id)
  if (customer === undefined) return
  const nameless = { firstName: null, lastName: null, note: null, multipassIdentifier: null }
  const unreached = { email: null, sms: null, whatsApp: null, addresses: [], metafields: [] }
  customers.set(id, { ...customer, ...nameless, ...unreached, events: [] })
  for (const order of orders.values()) {
    if (order.customer !== id) continue
    const nowhere = { billingAddress: null, shippingAddress: null }
    orders.set(order.id, { ...order, email: null, phone: null, ...nowhere, events: [] })
  }
}
