import xero from '@conduit/adapter-xero'
import { fakeXero } from '@conduit/fake-platforms/xero'
import { exportSuite, knownAs, knownBy, statefulPlatform } from '@conduit/testing'
import { test } from 'tap'
import { AccountingApi, type BankTransaction, Contact } from 'xero-node'

const first = '11111111-1111-4111-8111-111111111111'
const second = '22222222-2222-4222-8222-222222222222'
const settings = { signingSecret: 'a-key-of-webhooks-0001', accessToken: 'a-token' }
const adaMail = 'Ada@example.com'

/** Ada in the second of two organisations, archived, people who look alike, and another organisation's. */
async function start() {
  const fake = fakeXero([first, second])
  const platform = await statefulPlatform(fake.answer)
  const client = new AccountingApi()
  client.basePath = `${platform.origin}/api.xro/2.0`
  client.accessToken = 'a-token'
  const contactOf = async (tenant: string, contact: Contact) => {
    const { body } = await client.createContacts(tenant, { contacts: [contact] })
    return body.contacts?.[0]?.contactID ?? ''
  }
  const contactID = await contactOf(second, {
    ...{ name: 'Ada Sample', firstName: 'Ada', emailAddress: adaMail },
    phones: [{ phoneNumber: '5550101', phoneCountryCode: '1', phoneAreaCode: '202' }],
    addresses: [{ addressLine1: '1 Sample Street' }],
    bankAccountDetails: '00-0000-0000000-00',
  })
  const contact = { contactID }
  const bo = await contactOf(second, { name: adaMail, emailAddress: 'bo@example.com' })
  const cy = await contactOf(first, { name: 'Cy', emailAddress: 'not-ada@example.com' })
  const details = (text: string) => ({ historyRecords: [{ details: text }] })
  await client.createContactHistory(second, contactID, details('Ada was called.'))
  const invoices = Array.from({ length: 101 }, (_, number) => ({
    ...{ contact, reference: `Invoice ${number}.` },
  }))
  const { body } = await client.createInvoices(second, { invoices })
  await client.createInvoices(second, {
    invoices: [{ contact: { contactID: bo }, reference: 'Bo’s.' }],
  })
  await client.createInvoices(first, {
    invoices: [{ contact: { contactID: cy }, reference: 'Cy’s.' }],
  })
  for (const invoice of body.invoices ?? []) {
    const { invoiceID = '' } = invoice
    if (invoice.reference?.startsWith('Invoice 1')) {
      await client.createPayment(second, {
        invoice: { invoiceID },
        particulars: `Paid ${invoice.reference}`,
      })
    }
  }
  await client.createCreditNotes(second, {
    creditNotes: [{ contact, reference: 'Credit of Ada.' }],
  })
  await client.createQuotes(second, { quotes: [{ contact, title: 'Quote for Ada.' }] })
  const transaction = { contact, reference: 'Bank of Ada.' } as BankTransaction
  await client.createBankTransactions(second, { bankTransactions: [transaction] })
  await client.createRepeatingInvoices(second, {
    repeatingInvoices: [{ contact, reference: 'Each month.' }],
  })
  // Made by transactions at the bank.
  for (const [folder, Reference] of [
    ['Prepayments', 'Paid ahead.'],
    ['Overpayments', 'Paid over.'],
  ] as const) {
    fake.state
      .get(second)
      ?.get(folder)
      ?.set('1', { Reference, Contact: { ContactID: contactID } })
  }
  await client.updateContact(second, contactID, {
    contacts: [{ contactStatus: Contact.ContactStatusEnum.ARCHIVED }],
  })
  const nobody = '99999999-9999-4999-8999-999999999999'
  return {
    platform,
    get state() {
      return [...fake.state].map(([tenant, held]) => [
        tenant,
        [...held].map(([, items]) => [...items]),
      ])
    },
    people: {
      person: [
        knownBy('email', adaMail),
        knownBy('email', 'ada@EXAMPLE.com'),
        knownBy('account_id', contactID),
        knownAs('contact', contactID.toUpperCase()),
        { ...knownAs('contact', contactID), identifiers: knownBy('email', adaMail).identifiers },
      ],
      holds: [
        ...[adaMail, 'Ada Sample', '1 Sample Street', '5550101', '00-0000-0000000-00'],
        ...[
          'Ada was called.',
          'Invoice 0.',
          'Invoice 100.',
          'Paid Invoice 1.',
          'Paid Invoice 100.',
        ],
        ...['Credit of Ada.', 'Quote for Ada.', 'Bank of Ada.', 'Each month.', 'Paid ahead.'],
        'Paid over.',
      ],
      lacks: ['bo@example.com', 'Bo’s.', 'Cy’s.', 'not-ada@example.com'],
      strangers: [
        knownBy('email', 'da@example.com'),
        knownBy('email', 'ada@example.com" OR Name!="'),
        knownBy('email', 'Ada Sample'),
        knownBy('phone', '+12025550101'),
        knownBy('account_id', '../Invoices'),
        knownAs('contact', `${contactID}/History`),
        knownAs('contact', `${contactID}") OR 1==1`),
        knownAs('invoice', contactID),
      ],
      gone: [
        { object: 'contact', id: nobody },
        { object: 'invoice', id: contactID },
      ],
    },
  }
}

test('copies of what Xero holds', t => exportSuite(t, { adapter: xero, settings, start }))

test('copies of the organisations that are named', t =>
  exportSuite(t, { adapter: xero, settings: { ...settings, tenantIds: [second] }, start }))
