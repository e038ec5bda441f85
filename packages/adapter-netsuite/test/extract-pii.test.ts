import netsuite from '@conduit/adapter-netsuite'
import { compileRows, pick } from '@conduit/core'
import { test } from 'tap'
import { envelope, requestOf, settings } from './bench.ts'

function extract(data: unknown, type = 'customer.edit', more: object = {}) {
  const rest = { type, meaning: 'processing', id: null, occurredAt: null, path: '' } as const
  const event = { ...rest, data }
  const integration = { settings: { ...settings, ...more }, state: {} }
  const rows = compileRows(netsuite.tables.pii, netsuite.rows?.(integration.settings))
  const { fields, people } = netsuite.extractPii(event, integration, pick(rows, event))
  return {
    fields: fields.map(({ path, category }) => `${category} ${path}`),
    found: people.flatMap(({ identifiers }) => identifiers.map(({ value }) => value)),
    references: people.flatMap(({ references = [] }) => references),
  }
}

test('the name of a firm is nobody’s data', async t => {
  for (const no of [false, 'F', 'false', 'f']) {
    t.strictSame(extract({ record: { isperson: no, entityid: 'Acme' } }).fields, [])
    t.strictSame(extract({ fields: { isperson: no, entityid: 'Acme' } }).fields, [])
    t.strictSame(extract({ isPerson: no, entityId: 'Acme' }).fields, [])
  }
  for (const yes of [true, 'T', 'true', undefined]) {
    const { fields } = extract({ record: { isperson: yes, entityid: 'Ada' } })
    t.strictSame(fields, ['name /record/entityid'])
  }
})

test('ids count for people, and say which kind of record holds them', async t => {
  t.match(extract(envelope({ recordId: 7 }), 'prospect.edit'), {
    found: ['7'],
    references: [{ object: 'customer', id: '7' }],
  })
  t.match(extract({ id: '8' }, 'vendor'), { references: [{ object: 'vendor', id: '8' }] })
  t.match(extract(envelope({ recordId: 7 }), 'invoice.edit'), { found: [], fields: [] })
  t.match(extract({ record: { entity: 9 } }, 'invoice.edit'), {
    found: ['9'],
    references: [{ object: 'customer', id: '9' }],
  })
  t.match(extract({ entity: { id: '9', refName: 'Ada' } }, 'vendorbill.edit'), {
    found: ['9'],
    fields: ['account_id /entity/id', 'name /entity/refName'],
    references: [{ object: 'vendor' }],
  })
  t.match(extract({ record: { company: '9' } }, 'supportcase.edit'), { found: ['9'] })
  t.match(extract({ record: { company: '9' } }, 'contact.edit'), { found: [] }, 'an employer')
})

test('an external id is not taken for an internal one', async t => {
  const external = (type: string) => extract({ record: { externalid: '7' } }, type).found
  t.strictSame(external('customer.edit'), ['externalid:customer:7'])
  t.strictSame(external('lead.edit'), ['externalid:customer:7'])
  t.strictSame(external('contact.edit'), ['externalid:contact:7'])
  t.strictSame(external('invoice.edit'), [], 'that is the invoice’s own')
  t.strictSame(extract({ externalId: '7' }).found, ['externalid:customer:7'])
})

test('a title is a profession, or what a conversation is about', async t => {
  const title = (type: string) => extract({ record: { title: 'Dr' } }, type).fields
  t.strictSame(title('contact.edit'), ['employment /record/title'])
  t.strictSame(title('supportcase.edit'), ['free_text /record/title'])
  t.strictSame(title('customrecord_x.edit'), ['free_text /record/title'])
})

test('what a script serialises is read under any name that NetSuite gives it', async t => {
  const line = { addr1_initialvalue: 'Main 1', city: 'Springfield', zip_initialvalue: '62701' }
  const { fields, found } = extract({
    id: 7,
    fields: { email_initialvalue: 'ada@example.com', custentity_x: 'typed', status: 'Open' },
    sublists: { addressbook: { 'line 1': line } },
  })
  t.strictSame(fields, [
    'account_id /id',
    'email /fields/email_initialvalue',
    'free_text /fields/*',
    'postal_address /sublists/*/*/*',
  ])
  t.strictSame(found, ['7', 'ada@example.com'])
})

test('whoever else is named is a person apart, by an id, an object or a column of a search', async t => {
  const rep = (salesrep: unknown) => {
    const { fields, found } = extract({ record: { salesrep } }, 'invoice.edit')
    return { fields, found }
  }
  t.strictSame(rep('31'), { fields: ['account_id /record/salesrep'], found: ['31'] })
  t.strictSame(rep({ id: '31', refName: 'Rita' }), {
    fields: ['account_id /record/salesrep/id', 'name /record/salesrep/refName'],
    found: ['31'],
  })
  t.strictSame(rep([{ value: '31', text: 'Rita' }]).found, ['31'])
  t.strictSame(rep(['31', '32']).found, ['31', '32'])
  t.strictSame(rep('-5').found, [], 'NetSuite itself')
  t.strictSame(extract({ userId: -4 }).found, [])
})

test('a row of a saved search is taken for a record', async t => {
  const payload = { recordType: 'contact', id: '7', values: { email: 'ada@example.com' } }
  const parsed = netsuite.parseEvent({ ...requestOf(''), payload } as never, {
    settings,
    state: {},
  })
  t.match(parsed.events, [{ type: 'contact', meaning: 'subject.updated' }])
  t.strictSame(extract(parsed.events[0]?.data, 'contact').found, ['7', 'ada@example.com'])
})

test('custom fields of the operator', async t => {
  const customFields = { custentity_private_mail: 'email', custentity_faith: 'special_category' }
  const values = { custentity_private_mail: 'ada@example.com', custentity_faith: 'x' }
  for (const [data, at] of [
    [{ record: values }, '/record'],
    [{ fields: values }, '/fields'],
    [values, ''],
  ] as const) {
    const { fields, found } = extract(data, 'customer.edit', { customFields })
    t.strictSame(fields, [
      `email ${at}/custentity_private_mail`,
      `special_category ${at}/custentity_faith`,
    ])
    t.strictSame(found, ['ada@example.com'])
  }
  t.strictSame(
    extract({ record: values }).fields,
    ['email /record/*', 'free_text /record/*'],
    'unknown, they count by name and form, and find nobody',
  )
})
