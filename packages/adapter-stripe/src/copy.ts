import { type PersonExport, readAllowed, readDocument, valueAt } from '@conduit/core'
import { apiCall } from './api.ts'
import { findObjects, isId, pages, single } from './find-objects.ts'
import type { Settings } from './settings.ts'

/** What hangs on a customer, and where it is listed. */
const ofCustomer: readonly (readonly [object: string, path: (id: string) => string])[] = [
  ['payment_methods', id => `/v1/customers/${id}/payment_methods?limit=100`],
  ['tax_ids', id => `/v1/customers/${id}/tax_ids?limit=100`],
  ['subscriptions', id => `/v1/subscriptions?customer=${id}&status=all&limit=100`],
  ['invoices', id => `/v1/invoices?customer=${id}&limit=100`],
  ['payment_intents', id => `/v1/payment_intents?customer=${id}&limit=100`],
  ['charges', id => `/v1/charges?customer=${id}&limit=100`],
  ['checkout_sessions', id => `/v1/checkout/sessions?customer=${id}&limit=100`],
]

/** A customer with all that hangs on it, a cardholder, a connected account. */
export const copy: PersonExport<Settings> = {
  find: findObjects,

  async *read({ object, id }, { settings }, platform) {
    const path = single[object]
    if (path === undefined || !isId(id)) return
    const content = await readDocument(platform, apiCall(settings, path + id))
    // A customer that was deleted is answered with its id alone.
    if (content === null || valueAt(content, '/deleted') === true) return
    yield { object, content }
    if (object !== 'customer') return
    yield* readAllowed(
      ofCustomer.map(([list, address]) => pages(list, address(id), settings, platform)),
    )
  },
}
