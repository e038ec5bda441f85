import xero from '@conduit/adapter-xero'
import { fakeXero } from '@conduit/fake-platforms/xero'
import { type ErasureScene, knownAs, knownBy, statefulPlatform } from '@conduit/testing'
import { AccountingApi, Address, type Contact, Phone } from 'xero-node'

const first = '11111111-1111-4111-8111-111111111111'
export const second = '22222222-2222-4222-8222-222222222222'
const nobody = '99999999-9999-4999-8999-999999999999'
export const settings = {
  ...{ signingSecret: 'a-key-of-webhooks-0001', accessToken: 'a-token' },
  tenantIds: [first, second],
}
export const adaMail = 'Ada@example.com'

export async function connect() {
  const fake = fakeXero([first, second])
  const platform = await statefulPlatform(fake.answer)
  const client = new AccountingApi()
  client.basePath = `${platform.origin}/api.xro/2.0`
  client.accessToken = 'a-token'
  const contactOf = async (tenant: string, contact: Contact) => {
    const { body } = await client.createContacts(tenant, { contacts: [contact] })
    return body.contacts?.[0]?.contactID ?? ''
  }
  const held = () =>
    [...fake.state].map(([tenant, held]) => [
      tenant,
      [...held].map(([, items]) => [...items].map(([, item]) => item)),
    ])
  return { fake, platform, client, contactOf, held }
}

const ada: Contact = {
  ...{ name: 'Ada of the second', firstName: 'Ada', lastName: 'Sample', emailAddress: adaMail },
  addresses: [
    { addressType: Address.AddressTypeEnum.POBOX, addressLine1: '1 Sample Street' },
    { addressType: Address.AddressTypeEnum.STREET, city: 'Springfield' },
  ],
  phones: [{ phoneType: Phone.PhoneTypeEnum.MOBILE, phoneNumber: '5550101' }],
  ...{ bankAccountDetails: '00-0000-0000000-00', taxNumber: 'tax-of-ada' },
  ...{ accountNumber: 'account-of-ada', contactNumber: 'number-of-ada' },
  batchPayments: { bankAccountName: 'Bank of Ada' },
  contactPersons: [
    { firstName: 'Ada as a person', emailAddress: 'ada@example.com' },
    { firstName: 'Cy', emailAddress: 'cy@example.com' },
  ],
}

/** Ada in the second of two organisations, somebody of her name, and what hangs on her. */
async function start() {
  const { fake, platform, client, contactOf, held } = await connect()
  const contactID = await contactOf(second, ada)
  await contactOf(second, {
    ...{ name: adaMail.toUpperCase(), firstName: 'Ada', lastName: 'Sample' },
    emailAddress: 'bo@example.com',
  })
  await contactOf(first, { name: 'Cy', emailAddress: 'not-ada@example.com' })
  const historyRecords = [{ details: 'Ada was called.' }]
  await client.createContactHistory(second, contactID, { historyRecords })
  const contact = { contactID }
  await client.createInvoices(second, { invoices: [{ contact, reference: 'Sold to Ada.' }] })
  await client.createRepeatingInvoices(second, {
    repeatingInvoices: [{ contact, reference: 'Each month.' }],
  })
  // What is made elsewhere.
  const contacts = fake.state.get(second)?.get('Contacts')
  const made = contacts?.get(contactID)
  contacts?.set(contactID, { ...made, HasAttachments: true, Website: 'https://ada.example.com' })
  const target = (id: string) =>
    ({ target: { object: 'contact', id }, action: 'anonymise', expected: 'anonymised' }) as const
  return {
    platform,
    get state() {
      return held()
    },
    people: {
      person: [
        knownBy('email', adaMail),
        knownBy('email', 'ada@EXAMPLE.com'),
        knownBy('account_id', contactID),
        knownAs('contact', contactID.toUpperCase()),
      ],
      goes: [
        ...[adaMail, '1 Sample Street', 'Springfield', '5550101', '00-0000-0000000-00'],
        ...['tax-of-ada', 'account-of-ada', 'number-of-ada', 'Bank of Ada', 'Ada as a person'],
      ],
      stays: ['Ada was called.', 'Sold to Ada.', 'Each month.', 'https://ada.example.com'],
      others: ['bo@example.com', 'not-ada@example.com', 'cy@example.com', 'Sample'],
      strangers: [
        knownBy('email', 'da@example.com'),
        knownBy('email', 'cy@example.com'),
        knownBy('email', 'ada@example.com" OR Name!="'),
        knownBy('phone', '5550101'),
        knownBy('account_id', '../Invoices'),
        knownAs('contact', `${contactID}/History`),
        knownAs('contact', nobody),
        knownAs('invoice', contactID),
      ],
      gone: [target(nobody)],
      outcomes: {
        'repeating-invoices': 'manual_required' as const,
        attachments: 'manual_required' as const,
        website: 'manual_required' as const,
        documents: 'exempt' as const,
        history: 'unsupported' as const,
        contact: 'anonymised' as const,
      },
    },
  }
}

/** What is tried of erasing there, with each fault at each call. */
export const scene = {
  adapter: xero,
  settings,
  checkedBy: { client: 'xero-node' },
  start,
} satisfies ErasureScene
