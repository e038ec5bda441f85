import quickbooks from '@conduit/adapter-quickbooks'
import { compileRows, type PlatformEvent, pick } from '@conduit/core'
import { test } from 'tap'
import { change, cloudEvent, openBench, realm, settings } from './bench.ts'

const rows = compileRows(quickbooks.tables.pii)

function extract(data: unknown, type = 'qbo.customer.updated.v1') {
  const event: PlatformEvent = {
    type,
    meaning: 'processing',
    occurredAt: null,
    id: null,
    path: '',
    data,
  }
  return quickbooks.extractPii(event, { settings, state: {} }, pick(rows, event))
}

const ids = (data: unknown) => extract(data).people.map(({ identifiers }) => identifiers)
const id = (value: string) => ({ category: 'account_id', value })
const categories = (data: unknown) =>
  Object.fromEntries(extract(data).fields.map(({ path, category }) => [path, category]))

test('an id counts with its kind; as a reference the kind stands apart', async t => {
  const { people } = extract(cloudEvent({ type: 'qbo.vendor.updated.v1' }))
  t.strictSame(people, [
    { at: '', identifiers: [id('Vendor:58')], references: [{ object: 'Vendor', id: '58' }] },
  ])
  t.strictSame(ids(change({ name: 'Employee' })), [[id('Employee:58')]])
})

test('what is not a person’s id is nobody’s', async t => {
  for (const kind of ['invoice', 'preferences', 'customertype', 'payrollemployee']) {
    t.strictSame(extract(cloudEvent({ type: `qbo.${kind}.updated.v1` })), {
      fields: [],
      people: [],
    })
  }
  t.strictSame(ids(change({ name: 'Invoice' })), [])
})

test('two that were merged are one person, however the id is spelled', async t => {
  for (const name of ['deletedId', 'deletedID', 'deletedid']) {
    const both = [[id('Customer:58'), id('Customer:27')]]
    t.strictSame(ids(change({ operation: 'Merge', [name]: '27' })), both, name)
    t.strictSame(ids(cloudEvent({ data: { [name]: '27' } })), both, name)
  }
})

test('a field that holds several addresses', async t => {
  const data = { Customer: { PrimaryEmailAddr: { Address: 'ada@example.com, ,bob@example.com' } } }
  t.strictSame(ids(data), [
    [
      { category: 'email', value: 'ada@example.com' },
      { category: 'email', value: 'bob@example.com' },
    ],
  ])
  t.strictSame(categories(data), { '/Customer/PrimaryEmailAddr/Address': 'email' })
})

test('an employee and a vendor', async t => {
  t.strictSame(
    categories({
      Employee: {
        Id: '41',
        SSN: 'XXX-XX-1234',
        BirthDate: '1988-02-29',
        Gender: 'Female',
        HiredDate: '2020-01-01',
        BillRate: 20,
        PrimaryAddr: { Line1: '1 Elm St.', Lat: '1.5', Id: '7' },
      },
    }),
    {
      '/Employee/Id': 'account_id',
      '/Employee/SSN': 'government_id',
      '/Employee/BirthDate': 'date_of_birth',
      '/Employee/Gender': 'demographic',
      '/Employee/HiredDate': 'employment',
      '/Employee/BillRate': 'employment',
      '/Employee/PrimaryAddr/Line1': 'postal_address',
      '/Employee/PrimaryAddr/Lat': 'location',
    },
  )
  const vendor = {
    Vendor: { Id: '7', AcctNum: 'A-1', TaxIdentifier: '12', Fax: { FreeFormNumber: '1' } },
  }
  t.strictSame(ids(vendor), [[id('Vendor:7'), { category: 'phone', value: '1' }]])
  t.equal(categories(vendor)['/Vendor/AcctNum'], 'account_id', 'which another vendor may use too')
})

test('who gets a copy of an invoice is somebody else', async t => {
  const data = {
    Invoice: {
      CustomerRef: { value: '58', name: 'Ada' },
      BillEmail: { Address: 'ada@example.com' },
      BillEmailCc: { Address: 'bob@example.com, cat@example.com' },
    },
  }
  const address = (value: string) => ({ category: 'email', value })
  t.strictSame(ids(data), [
    [id('Customer:58'), address('ada@example.com')],
    [address('bob@example.com')],
    [address('cat@example.com')],
  ])
})

test('a project is of the customer for whom it is', async t => {
  const project = (IsProject: boolean) => ({
    Customer: { Id: '9', Job: true, IsProject, ParentRef: { value: '8', name: 'Ada' } },
  })
  t.strictSame(ids(project(true)), [[id('Customer:9'), id('Customer:8')]])
  t.strictSame(
    ids(project(false)),
    [[id('Customer:9')], [id('Customer:8')]],
    'a sub-customer is not',
  )
  const ProjectRef = { value: '9', name: 'Ada:Kitchen' }
  t.strictSame(ids({ Invoice: { CustomerRef: { value: '8' }, ProjectRef } }), [
    [id('Customer:8'), id('Customer:9')],
  ])
  t.strictSame(ids({ Bill: { VendorRef: { value: '7' }, ProjectRef } }), [
    [id('Vendor:7')],
    [id('Customer:9')],
  ])
  t.equal(categories({ Estimate: { ProjectRef } })['/Estimate/ProjectRef/name'], 'name')
})

test('whose a document is', async t => {
  t.strictSame(ids({ Bill: { VendorRef: { value: '7' } } }), [[id('Vendor:7')]])
  t.strictSame(ids({ Payment: { CustomerRef: { value: '8' } } }), [[id('Customer:8')]])
  const purchase = (type: string) => ids({ Purchase: { EntityRef: { value: '9', type } } })
  t.strictSame(purchase('Employee'), [[id('Employee:9')]])
  t.strictSame(purchase('Vendor'), [[id('Vendor:9')]])
  t.strictSame(purchase('Other'), [])
  const hours = { TimeActivity: { EmployeeRef: { value: '4' }, CustomerRef: { value: '5' } } }
  t.strictSame(ids(hours), [[id('Employee:4')], [id('Customer:5')]])
})

test('a payment by card', async t => {
  const card = { CreditChargeInfo: { Number: '4242', NameOnAcct: 'Ada' } }
  t.strictSame(categories({ Payment: { PaymentRefNum: '17', CreditCardPayment: card } }), {
    '/Payment/PaymentRefNum': 'payment',
    '/Payment/CreditCardPayment/*/*': 'payment',
  })
})

test('no id of a person stays in what is kept', async t => {
  const bench = openBench({ realmId: realm })
  const canary = '731900000017'
  await bench.deliver([
    cloudEvent({ intuitentityid: canary, data: { deletedid: `${canary}1` } }),
    cloudEvent({
      id: `${canary}-Employee`,
      type: 'qbo.employee.created.v1',
      intuitentityid: canary,
    }),
  ])
  const { entities } = { entities: [change({ id: canary, deletedID: `${canary}1` })] }
  await bench.deliver({ eventNotifications: [{ realmId: realm, dataChangeEvent: { entities } }] })
  const { deliveries, activities, subjects } = bench.store
  t.strictSame(
    activities.map(({ fields }) => fields.map(({ path }) => path)),
    [
      ['/0/intuitentityid', '/0/data/deletedid'],
      ['/1/intuitentityid'],
      ['id', 'deletedID'].map(name => `/eventNotifications/0/dataChangeEvent/entities/0/${name}`),
    ],
  )
  const kept = JSON.stringify([deliveries, activities, subjects], (_key, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  )
  t.notOk(kept.includes('7319000000'))
})

test('a payee is known by the kind that stands beside it, however it is spelled', async t => {
  const line = (entity: object) => ({
    Deposit: { Line: [{ DepositLineDetail: { Entity: { value: '58', name: 'Ada', ...entity } } }] },
  })
  for (const type of ['Customer', 'CUSTOMER', 'customer']) {
    t.strictSame(ids(line({ type })), [[id('Customer:58')]], type)
  }
  t.strictSame(ids(line({ type: 'Other' })), [[]])
  const detail = { Entity: { Type: 'Vendor', EntityRef: { value: '56', name: 'Bob' } } }
  const entry = { JournalEntry: { Line: [{ JournalEntryLineDetail: detail }] } }
  t.strictSame(ids(entry), [[id('Vendor:56')]])
})
