import shopify from '@conduit/adapter-shopify'
import { type ErasureScene, knownAs, knownBy } from '@conduit/testing'
import { fakeShop, referenceTo, settings } from './fake-shop.ts'

const adaMail = 'Ada@example.com'
export const lineItems = [{ title: 'Yarn', quantity: 1 }]
export const erased = { action: 'erase', expected: 'erased' } as const

/** Ada with an order and a draft, somebody of her name, and somebody who was deleted. */
export async function start() {
  const shop = await fakeShop()
  const named = { firstName: 'Ada', lastName: 'Sample' }
  const ada = await shop.customer({
    ...{ email: adaMail, phone: '+12025550101', ...named, note: 'Rings twice' },
  })
  await shop.address(ada.id, { address1: '1 Sample Street', countryCode: 'CA' })
  const customer = { toAssociate: { id: ada.id } }
  const shippingAddress = { ...named, address1: '2 Holiday Road', countryCode: 'CA' }
  await shop.order({
    ...{ customer, email: 'orders@example.com', note: 'For the shed', shippingAddress, lineItems },
  })
  const draft = { note: 'She asked by phone', lineItems }
  await shop.draft({ purchasingEntity: { customerId: ada.id }, ...draft })
  const other = await shop.customer({ email: 'ada@example.org', ...named, note: 'Another Ada' })
  await shop.order({
    ...{ customer: { toAssociate: { id: other.id } }, email: 'ada@example.co', lineItems },
  })
  const gone = await shop.customer({ email: 'gone@example.com', lastName: 'Gone' })
  await shop.erase(gone.id)
  const by = (object: string, id: string) => knownAs(object, id)
  return {
    platform: shop.platform,
    fake: shop.fake,
    ada: referenceTo(ada),
    get state() {
      return [shop.state, [...shop.fake.erasure.asked]]
    },
    people: {
      person: [
        knownBy('email', adaMail),
        knownBy('email', 'ada@EXAMPLE.com'),
        knownBy('phone', '+1 (202) 555-0101'),
        knownBy('account_id', ada.id),
        by('customer', referenceTo(ada).id),
        by('customer-of-email', adaMail),
        { ...knownBy('email', adaMail), references: [referenceTo(ada), referenceTo(gone)] },
      ],
      goes: [
        ...[adaMail, '+12025550101', 'Rings twice', '1 Sample Street', '2 Holiday Road'],
        'orders@example.com',
      ],
      stays: ['For the shed', 'She asked by phone', 'Yarn'],
      others: ['ada@example.org', 'Another Ada', 'ada@example.co'],
      strangers: [
        knownBy('email', 'ada@example.com.invalid'),
        knownBy('email', 'x" OR email:"ada@example.com'),
        knownBy('email', 'gone@example.com'),
        knownBy('phone', '2025550101'),
        by('customer', referenceTo(gone).id),
        by('customer', '1") { id } }'),
        by('customer-of-email', '*'),
      ],
      gone: [
        { target: referenceTo(gone), ...erased },
        { target: { object: 'customer', id: '17' }, ...erased },
      ],
      outcomes: { customer: 'erased', draft_orders: 'manual_required' } as const,
      settle: () => shop.fake.erasure.settle(),
    },
  }
}

/** What is tried of erasing there, with each fault at each call. */
export const scene = {
  adapter: shopify,
  settings,
  checkedBy: { client: '@shopify/shopify-api' },
  start,
} satisfies ErasureScene
