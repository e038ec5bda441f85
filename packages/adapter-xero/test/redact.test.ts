import assert from 'node:assert/strict'
import xero from '@conduit/adapter-xero'
import { fakeXero } from '@conduit/fake-platforms/xero'
import { accessTo, knownAs, knownBy, redactionSuite, statefulPlatform } from '@conduit/testing'
import { test } from 'tap'
import { AccountingApi, Address, type Contact, Phone } from 'xero-node'

const first = '11111111-1111-4111-8111-111111111111'
const second = '22222222-2222-4222-8222-222222222222'
const nobody = '99999999-9999-4999-8999-999999999999'
const settings = {
  ...{ signingSecret: 'a-key-of-webhooks-0001', accessToken: 'a-token' },
  tenantIds: [first, second],
}
const adaMail = 'Ada@example.com'

async function connect() {
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

test('erasure in Xero', t => redactionSuite(t, { adapter: xero, settings, start }))

test('the end is what Xero makes of it', async t => {
  const { fake, platform, contactOf } = await connect()
  t.teardown(() => platform.close())
  const access = await accessTo({ adapter: xero, settings }, platform)
  const { redact } = xero
  assert.ok(redact !== undefined)
  const id = await contactOf(second, { name: 'Ada', emailAddress: adaMail })
  const contacts = fake.state.get(second)?.get('Contacts')
  const set = (fields: object) => contacts?.set(id, { ...contacts.get(id), ...fields })
  const task = (progress: { step: string } | null) => ({
    ...({ target: { object: 'contact', id }, action: 'anonymise', key: '0'.repeat(64) } as const),
    accepted: progress && { at: access.platform.now, progress },
  })
  const erase = (progress: { step: string } | null = null) =>
    redact.erase(task(progress), access.own, access.platform)

  set({ ContactStatus: 'GDPRREQUEST' })
  const [listed] = await redact.find(knownAs('contact', id), access.own, access.platform)
  t.match(listed, { action: 'by_hand', instructions: /GDPRREQUEST/ }, 'Xero edits it alone')
  t.match(await erase(), { outcome: 'manual_required' })
  set({ ContactStatus: 'ACTIVE' })

  await contactOf(second, { name: `Redacted ${id}` })
  t.match(await erase(), { outcome: 'failed_permanent' }, 'the name is somebody else’s')
  for (const [other, { Name }] of contacts ?? [])
    if (Name === `Redacted ${id}`) contacts?.delete(other)

  t.match(
    await erase({ step: 'overwritten' }),
    { outcome: 'manual_required', instructions: /still shows/ },
    'what Xero said yes to and did not do is not anonymised',
  )
  t.match(contacts?.get(id), { EmailAddress: adaMail }, 'and not tried again for ever')
})
