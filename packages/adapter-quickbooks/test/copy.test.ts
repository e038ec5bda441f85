import { createRequire } from 'node:module'
import quickbooks from '@conduit/adapter-quickbooks'
import { fakeQuickBooks } from '@conduit/fake-platforms/quickbooks'
import { accessTo, exportSuite, knownAs, knownBy, statefulPlatform } from '@conduit/testing'
import { test } from 'tap'

type Client = import('node-quickbooks').QuickBooks
// Its types name a default that the module does not have.
const QuickBooks: typeof import('node-quickbooks').QuickBooks = createRequire(import.meta.url)(
  'node-quickbooks',
)

const origin = 'https://quickbooks.api.intuit.com'
const realm = '9130347798120106'
const settings = { realmId: realm, accessToken: 'a-token-of-intuit-0001' }
const adaMail = "ada.o'neil+qb@example.com"

/** A company, and the community's client that fills it. */
async function connect() {
  const fake = fakeQuickBooks(realm)
  const platform = await statefulPlatform(fake.answer)
  const client = new QuickBooks('app', 'secret', 'a-token', false, realm, true, false, '75', '2.0')
  client.endpoint = `${platform.origin}/v3/company/`
  type Create = (fields: object, done: (error: unknown, made?: object) => void) => void
  type Kind = Extract<keyof Client, `create${string}`>
  const create = (name: Kind, fields: object) =>
    new Promise<string>((resolve, reject) => {
      const call: Create = client[name].bind(client)
      call(fields, (error, made) => (error ? reject(error) : resolve(String(Object(made).Id))))
    })
  const held = () => [...fake.state].map(([kind, items]) => [kind, [...items]])
  return { platform, create, held }
}

/** An inactive customer with more invoices than a page holds, and others who look alike. */
async function startCustomer() {
  const { platform, create, held } = await connect()
  const bo = await create('createCustomer', {
    ...{ DisplayName: 'Bo', PrimaryEmailAddr: { Address: `x${adaMail}` } },
  })
  const ada = await create('createCustomer', {
    ...{ DisplayName: 'Ada O’Neil', Active: false, Notes: 'Likes violets.' },
    PrimaryEmailAddr: { Address: `office@example.com, ${adaMail}` },
    PrimaryPhone: { FreeFormNumber: '(202) 555-0101' },
  })
  // Her number among the vendors is that of somebody else.
  await create('createVendor', { DisplayName: 'Nobody.' })
  const vendor = await create('createVendor', { DisplayName: 'Vendor of that id.' })
  const CustomerRef = { value: ada }
  for (let each = 0; each < 101; each++) {
    await create('createInvoice', { CustomerRef, PrivateNote: `Invoice ${each}.` })
  }
  for (const [kind, PrivateNote] of [
    ['createSalesReceipt', 'Receipt of Ada.'],
    ['createPayment', 'Payment of Ada.'],
    ['createEstimate', 'Estimate for Ada.'],
    ['createCreditMemo', 'Credit of Ada.'],
    ['createRefundReceipt', 'Refund of Ada.'],
  ] as const) {
    await create(kind, { CustomerRef, PrivateNote })
    await create(kind, { CustomerRef: { value: bo }, PrivateNote: `${kind} of Bo.` })
  }
  const linked = (type: string, value: string) => [{ EntityRef: { type, value } }]
  const ofAda = { AttachableRef: linked('Customer', ada), Note: 'File of Ada.' }
  await create('createAttachable', ofAda)
  await create('createAttachable', { AttachableRef: linked('Vendor', vendor), Note: 'Not hers.' })
  return {
    platform,
    get state() {
      return held()
    },
    people: {
      person: [
        knownBy('email', adaMail),
        knownBy('email', adaMail.toUpperCase()),
        knownBy('account_id', `Customer:${ada}`),
        knownAs('Customer', ada),
        {
          identifiers: knownBy('email', adaMail).identifiers,
          references: [{ object: 'Customer', id: ada }],
        },
      ],
      holds: [
        ...[
          'Ada O’Neil',
          adaMail,
          '(202) 555-0101',
          'Likes violets.',
          'Invoice 0.',
          'Invoice 100.',
        ],
        ...['Receipt of Ada.', 'Payment of Ada.', 'Estimate for Ada.', 'Credit of Ada.'],
        ...['Refund of Ada.', 'File of Ada.'],
      ],
      lacks: ['Bo', 'Vendor of that id.', 'Not hers.'],
      strangers: [
        knownBy('email', 'neil+qb@example.com'),
        knownBy('email', "x@example.com' OR Id LIKE '%"),
        knownBy('email', "x@example.com'AND'"),
        knownBy('email', String.raw`x\'@example.com`),
        knownBy('email', '%@example.com'),
        knownBy('email', 'ada–neil@example.com'),
        knownBy('phone', '+12025550101'),
        knownBy('account_id', ada),
        knownBy('account_id', `Customer:${ada}' OR Id > '0`),
        knownBy('account_id', `Invoice:${ada}`),
        knownBy('account_id', 'Customer:../query'),
        knownAs('Customer', `${ada}/x`),
        knownAs('toString', ada),
      ],
      gone: [
        { object: 'Customer', id: '999' },
        { object: 'Customer', id: `${ada}/x` },
        { object: 'Invoice', id: '1' },
      ],
    },
  }
}

test('copies of a customer', t =>
  exportSuite(t, { adapter: quickbooks, settings, accounts: [realm], start: startCustomer }))

test('vendors and employees are read by what was recorded of them', async t => {
  const { platform, create } = await connect()
  t.teardown(() => platform.close())
  const mail = { PrimaryEmailAddr: { Address: 'ada@example.com' } }
  await create('createVendor', { DisplayName: 'Somebody.', ...mail })
  const vendor = await create('createVendor', { DisplayName: 'Ada’s.', ...mail })
  const employee = await create('createEmployee', { DisplayName: 'Ada.', ...mail })
  await create('createBill', { VendorRef: { value: vendor }, PrivateNote: 'Bill.' })
  await create('createBillPayment', { VendorRef: { value: vendor }, PrivateNote: 'Paid.' })
  const connected = { adapter: quickbooks, settings, accounts: [realm] }
  const { platform: way } = await accessTo(connected, platform)
  const own = { settings: { ...settings, apiBaseUrl: origin } as const, state: {} }
  const known = {
    identifiers: knownBy('email', 'ada@example.com').identifiers,
    references: [
      { object: 'Vendor', id: vendor },
      { object: 'Employee', id: employee },
    ],
  }
  const objects: string[] = []
  for (const target of (await quickbooks.export?.find(known, own, way)) ?? []) {
    for await (const { object } of quickbooks.export?.read(target, own, way) ?? [])
      objects.push(object)
  }
  t.strictSame(objects, ['Vendor', 'Bill', 'BillPayment', 'Employee'])
})
