import {
  type ExportedDocument,
  listAt,
  type PersonExport,
  type Platform,
  readDocument,
  requestJson,
  textAt,
} from '@conduit/core'
import { apiCall } from './api.ts'
import {
  findObjects,
  isBuyer,
  isCustomer,
  notesOf,
  orders,
  ordersOf,
  type Pages,
  pages,
  reviewsOf,
  subscriptionsOf,
} from './find-objects.ts'
import type { Settings } from './settings.ts'

/**
 * A customer with all that hangs on it, and what an e-mail address bought and wrote: guests have no
 * other key at the shop. What a customer ordered under the same address is read both ways.
 *
 * @see https://woocommerce.github.io/woocommerce-rest-api-docs/#list-all-customers
 * @see https://woocommerce.github.io/woocommerce-rest-api-docs/#list-all-orders
 */
export const copy: PersonExport<Settings> = {
  async find(person, { settings }, platform) {
    return await findObjects(person, settings, platform)
  },

  async *read(target, { settings }, platform) {
    if (isBuyer(target)) yield* readBuyer(target.id, settings, platform)
    if (isCustomer(target)) yield* readCustomer(target.id, settings, platform)
  },
}

async function* readCustomer(id: string, settings: Settings, platform: Platform): Documents {
  const content = await readDocument(platform, apiCall(settings, `customers/${id}`))
  if (content === null) return
  yield { object: 'customer', content }
  const downloads = await requestJson(platform, apiCall(settings, `customers/${id}/downloads`))
  yield { object: 'downloads', content: listAt(downloads, '') }
  yield* withNotes(orders(`customer=${id}`, settings, platform), settings, platform)
  const subscriptions = subscriptionsOf(id, settings, platform)
  for await (const page of subscriptions) yield { object: 'subscriptions', content: page }
  const reviews = pages(`products/reviews?reviewer=${id}&status=all`, settings, platform)
  for await (const page of reviews) yield { object: 'reviews', content: page }
}

async function* readBuyer(address: string, settings: Settings, platform: Platform): Documents {
  yield* withNotes(ordersOf(address, settings, platform), settings, platform)
  for await (const content of reviewsOf(address, settings, platform)) {
    yield { object: 'reviews', content }
  }
}

type Documents = AsyncGenerator<ExportedDocument, void>

/** Orders, and what the shop and its staff noted and paid back. */
async function* withNotes(found: Pages, settings: Settings, platform: Platform): Documents {
  for await (const content of found) {
    yield { object: 'orders', content }
    for (const order of content) {
      const id = encodeURIComponent(textAt(order, '/id'))
      const notes = await notesOf(id, settings, platform)
      if (notes !== null) yield { object: 'notes', content: notes }
      for await (const page of pages(`orders/${id}/refunds`, settings, platform)) {
        yield { object: 'refunds', content: page }
      }
    }
  }
}
