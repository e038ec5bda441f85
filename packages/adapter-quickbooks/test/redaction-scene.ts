import { createRequire } from 'node:module'
import quickbooks from '@conduit/adapter-quickbooks'
import { fakeQuickBooks } from '@conduit/fake-platforms/quickbooks'
import { type ErasureScene, knownAs, knownBy, statefulPlatform } from '@conduit/testing'

type Client = import('node-quickbooks').QuickBooks
// Its types name a default that the module does not have.
const QuickBooks: typeof import('node-quickbooks').QuickBooks = createRequire(import.meta.url)(
  'node-quickbooks',
)

const realm = '9130347798120106'
export const apiBaseUrl = 'https://quickbooks.api.intuit.com'
export const settings = { realmId: realm, accessToken: 'a-token-of-intuit-0001' }
export const connected = { adapter: quickbooks, settings, accounts: [realm] }
const adaMail = "ada.o'neil+qb@example.com"

/** A company, and the community's client that fills it. */
export async function connect() {
  const fake = fakeQuickBooks(realm)
  /** What happens before the next change. */
  const meddle: { next?: () => void } = {}
  const platform = await statefulPlatform(call => {
    if (call.url.searchParams.has('requestid')) {
      meddle.next?.()
      delete meddle.next
    }
    return fake.answer(call)
  })
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
  return { fake, meddle, platform, create, held }
}

export const linked = (...people: readonly (readonly [type: string, value: string])[]) =>
  people.map(([type, value]) => ({ EntityRef: { type, value } }))

/** A customer with an invoice, a receipt, a file and a project, and somebody of nearly that name. */
async function start() {
  const { platform, create, held } = await connect()
  const bo = await create('createCustomer', {
    ...{ DisplayName: 'Ada O’Neil jr.', PrimaryEmailAddr: { Address: `x${adaMail}` } },
  })
  const ada = await create('createCustomer', {
    ...{ DisplayName: 'Ada O’Neil', GivenName: 'Ada of QB', Notes: 'Likes violets.' },
    PrimaryEmailAddr: { Address: `office@example.com, ${adaMail}` },
    PrimaryPhone: { FreeFormNumber: '(202) 555-0101' },
    ...{ CurrencyRef: { value: 'NZD' }, PrintOnCheckName: 'A. O. Neil' },
    BillAddr: { Id: '7', Line1: '1 Sample Street', Lat: '1.5' },
  })
  // Her number among the vendors is somebody else's.
  await create('createVendor', { DisplayName: 'Vendor 1.' })
  const vendor = await create('createVendor', { DisplayName: 'Vendor of that id.' })
  await create('createBill', { VendorRef: { value: vendor }, PrivateNote: 'Bill of others.' })
  const CustomerRef = { value: ada }
  await create('createInvoice', {
    ...{ CustomerRef, PrivateNote: 'Ask for her.', TotalAmt: 119, CustomerMemo: { value: 'Dear' } },
    ...{ BillAddr: { Id: '8', Line1: 'Ada at home' }, BillEmail: { Address: 'bills@example.com' } },
    Line: [{ Amount: 119, Description: 'A ring.' }],
  })
  await create('createPayment', { CustomerRef, PaymentRefNum: 'ref-9' })
  await create('createInvoice', { CustomerRef: { value: bo }, PrivateNote: 'Invoice of Bo.' })
  await create('createAttachable', {
    AttachableRef: linked(['Customer', ada]),
    Note: 'File of Ada.',
  })
  await create('createAttachable', { AttachableRef: linked(['Vendor', ada]), Note: 'Not hers.' })
  await create('createCustomer', { DisplayName: 'Kitchen', ParentRef: { value: ada }, Job: true })
  const target = (object: string, id: string, action: 'erase' | 'anonymise') =>
    ({ target: { object, id }, action, expected: 'erased' }) as const
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
      ],
      goes: [
        ...[`, ${adaMail}`, 'Ada of QB', 'Likes violets.', '555-0101', '1 Sample Street'],
        ...['A. O. Neil', 'Ask for her.', 'Dear', 'Ada at home', 'bills@example.com'],
        'File of Ada.',
      ],
      stays: ['119', 'A ring.', 'ref-9', 'NZD', 'Kitchen'],
      others: [
        ...[`x${adaMail}`, 'Ada O’Neil jr.', 'Invoice of Bo.', 'Vendor of that id.', 'Not hers.'],
        'Bill of others.',
      ],
      strangers: [
        knownBy('email', 'neil+qb@example.com'),
        knownBy('email', "x@example.com' OR Id LIKE '%"),
        knownBy('phone', '+12025550101'),
        knownBy('account_id', ada),
        knownBy('account_id', `Customer:${ada}' OR Id > '0`),
        knownAs('Customer', `${ada}/x`),
        knownAs('Customer', '999'),
        knownAs('toString', ada),
      ],
      gone: [
        target('Customer', '999', 'anonymise'),
        target('Invoice', '999', 'anonymise'),
        target('Attachable', '999', 'erase'),
      ],
      outcomes: {
        Invoice: 'anonymised' as const,
        Attachable: 'erased' as const,
        below: 'manual_required' as const,
        Customer: 'anonymised' as const,
      },
    },
  }
}

/** What is tried of erasing there, with each fault at each call. */
export const scene = {
  ...connected,
  checkedBy: { client: 'node-quickbooks' },
  start,
} satisfies ErasureScene
