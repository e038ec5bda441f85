import { textOrNull } from '@conduit/core'
import { askShop, oneOf } from './admin-api.ts'

/** Where a customer has what finds them. */
const places = {
  email: { field: 'emailAddress', pointer: '/defaultEmailAddress/emailAddress' },
  phone: { field: 'phoneNumber', pointer: '/defaultPhoneNumber/phoneNumber' },
} as const

const query = `query($identifier: CustomerIdentifierInput!) {
  customer: customerByIdentifier(identifier: $identifier) {
    id defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber }
  }
}`

/** Digits, as they become part of a global id. */
export function isId(id: string): boolean {
  return /^\d{1,19}$/.test(id)
}

/**
 * The customer with this address, or this number with its country; null: there is none. In a shop each
 * is one customer's alone.
 *
 * @throws `PlatformError`
 * @see https://shopify.dev/docs/api/admin-graphql/latest/queries/customerByIdentifier
 */
export async function customerFound(
  category: 'email' | 'phone',
  value: string,
  shop: Parameters<typeof askShop>[2],
): Promise<unknown> {
  const wanted = comparable(category, value)
  if (wanted === null) return null
  const { field, pointer } = places[category]
  // Whether an address is compared with its case is told nowhere.
  for (const asked of new Set(category === 'email' ? [value, wanted] : [wanted])) {
    const answer = await askShop(query, { identifier: { [field]: asked } }, shop)
    const customer = oneOf(answer, '/data/customer')
    if (comparable(category, textOrNull(customer, pointer) ?? '') === wanted) return customer
  }
  return null
}

/** Null: it is no address, or no number that says its country. */
function comparable(category: 'email' | 'phone', value: string): string | null {
  if (category === 'email') return /^[^\s@]+@[^\s@]+$/.test(value) ? value.toLowerCase() : null
  const number = value.replaceAll(/[\s().\-/]/g, '').replace(/^00/, '+')
  return /^\+\d{6,15}$/.test(number) ? number : null
}
