import type { Consent, Fields, ShopItem, ShopState } from './shopify-state.ts'

interface Shop {
  readonly state: ShopState
  readonly now: Date
  customerView(customer: ShopItem): Fields
}

/** What the shop takes as a state of others; all else it writes alone. */
const settable = new Set(['SUBSCRIBED', 'UNSUBSCRIBED', 'PENDING'])

/** Choices about marketing, told to a fake shop. */
export function shopifyConsents({ state, now, customerView }: Shop) {
  const tell = (
    input: Fields,
    key: 'email' | 'sms' | 'whatsApp',
    named: { state: string; level: string; at: string },
  ) => {
    const customer = state.customers.get(String(input.customerId))
    const choice = `${key}MarketingConsent`
    const said = input[choice] as Fields
    if (!settable.has(String(said[named.state])))
      throw new Error(`Cannot specify ${said[named.state]} as a marketing state input`)
    const fault = (place: string | null, message: string, code: string | null = 'INVALID') => {
      const field = place === null ? null : ['input', ...place.split('/')]
      const seen = key === 'email' && customer !== undefined ? customerView(customer) : null
      return { customer: seen, userErrors: [{ field, message, code }] }
    }
    if (customer === undefined) {
      return key === 'email'
        ? fault('customerId', 'Customer not found')
        : fault(null, 'Customer not found', null)
    }
    const level = `${choice}/${named.level}`
    if (said[named.level] == null)
      return fault(level, 'Marketing opt in level must exist', 'MISSING_ARGUMENT')
    if (said[named.state] === 'PENDING' && said[named.level] !== 'CONFIRMED_OPT_IN')
      return fault(
        level,
        'Marketing opt in level must be confirmed opt-in for pending consent state',
      )
    const at = said[named.at] == null ? now : new Date(String(said[named.at]))
    if (at > now)
      return fault(`${choice}/${named.at}`, 'Consent updated at must not be in the future')
    const known = customer[key] as Consent | null
    if (known === null && key !== 'email')
      return fault(choice, 'A phone number is required to set the SMS consent state.')
    const next = { ...known, state: said[named.state], level: said[named.level], at: at.toJSON() }
    const told = known === null ? customer : { ...customer, [key]: next }
    state.customers.set(customer.id, told)
    return { customer: customerView(told), userErrors: [] }
  }

  const older = { state: 'marketingState', level: 'marketingOptInLevel', at: 'consentUpdatedAt' }
  const newer = { state: 'state', level: 'optInLevel', at: 'updatedAt' }
  return {
    customerEmailMarketingConsentUpdate: ({ input }: { input: Fields }) =>
      tell(input, 'email', older),
    customerSmsMarketingConsentUpdate: ({ input }: { input: Fields }) => tell(input, 'sms', older),
    customerWhatsAppMarketingConsentUpdate({ input }: { input: Fields }) {
      const { customer, userErrors } = tell(input, 'whatsApp', newer)
      return { customerPhoneNumber: customer?.defaultPhoneNumber ?? null, userErrors }
    },
  }
}
