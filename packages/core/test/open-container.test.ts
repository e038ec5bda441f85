import { categoryOfName, compileRows, namesOthers, open, type PiiRow, pick } from '@conduit/core'
import { test } from 'tap'

/** What is found, each as `category path` with a `!` where it finds the person. */
function found(row: PiiRow, data: unknown): readonly string[] {
  return pick(compileRows([row]), { ...event, data }).map(
    ({ row: { category, identity }, path }) =>
      `${category}${identity === undefined ? '' : '!'} ${path}`,
  )
}

const event = {
  type: 'a',
  meaning: 'processing' as const,
  occurredAt: null,
  id: null,
  keys: [],
  path: '',
}
const meta: PiiRow = { path: '/meta', ...open({ finds: true }) }

test('a name is known in any spelling, with what forms put around it', async t => {
  const of = (name: string, around?: string) => {
    const known = categoryOfName(name, around)
    return known && `${known.category}${known.isOwn ? '' : ' of somebody'}`
  }
  const known: Readonly<Record<string, readonly string[]>> = {
    postal_address: ['Address1', 'zip', 'addr1_initialvalue', 'addressbookaddress_text', 'PLZ'],
    name: ['First_Name__c', 'Prénom :', 'cf_12345_first_name', 'attention_initialvalue'],
    phone: ['billphone', 'billing_cellphone', 'Phone number 2', 'Teléfono', 'a_b__HomePhone__pc'],
    email: ['$email', 'E-mail address *', 'customerEmail', 'npe01__WorkEmail__c'],
    government_id: ['_billing_cpf', '_vat_number', 'Codice fiscale'],
    'postal_address of somebody': ['shipaddr1', 'Delivery address line 2'],
    'phone of somebody': ['emergency contact phone', 'Telefonnummer (mobil)', 'acme gate phone'],
    'date_of_birth of somebody': ['What is your date of birth?', 'acme__ClubDateOfBirth__c'],
    free_text: ['file_name', 'originalFilename', 'Attachment name'],
    'name of somebody': ['Name on shirt', 'Name to be engraved', 'Article author'],
    demographic: ['BirthPlace', 'Lugar de nacimiento'],
    'email of somebody': ['acme__Club_Email__c', 'newsletter_email_text'],
  }
  for (const [category, names] of Object.entries(known)) {
    for (const name of names) t.equal(of(name), category, name)
  }
  const unknown = ['', '_', 'sku', 'product_name', 'order_number', 'status', 'x'.repeat(201)]
  for (const name of unknown) t.equal(of(name), null, name)
  t.equal(of('number', 'BillingAddress'), 'postal_address')
  t.equal(of('Name', 'recipient'), 'name of somebody')
  t.equal(of('Name', 'Items'), null)
})

test('a question about somebody else is told from one about whoever answers', async t => {
  for (const question of [
    'Parents’ e-mail',
    'Mother: phone',
    'Whom may we call in an emergency?',
    'Next of kin (mobile)',
    'Téléphone du père',
    'E-Mail der Mutter',
    'spouseEmail',
  ]) {
    t.ok(namesOthers(question), question)
  }
  for (const question of ['', 'E-mail', 'Where may we write to?', 'What is your mobile number?'])
    t.notOk(namesOthers(question), question)
})

test('a container is read at any depth, whoever named what is in it', async t => {
  const value = [{ label: 'Engraving', value: 'For Nora' }, { to: { note: ['x', 7] } }]
  t.strictSame(found(meta, { meta: { gift: value, count: 7, paid: true, empty: ' ' } }), [
    'free_text /meta/*/0/*',
    'free_text /meta/*/1/*/*/0',
    'free_text /meta/*/1/*/*/1',
  ])
  t.strictSame(found(meta, { meta: 'plain' }), ['free_text /meta'])
  t.strictSame(found(meta, { meta: [{ key: 'Phone', value: '2025550101' }] }), ['phone! /meta/0/*'])
  t.strictSame(found(meta, { meta: [{ name: 'Birthday', value: 'x' }] }), [
    'date_of_birth /meta/0/*',
  ])
})

test('an address or a number is found whatever its name, and finds nobody by its form alone', async t => {
  const form = { colour: 'ada@example.com', size: '+1 202-555-0101', x: 'Ada <a@example.com>' }
  t.strictSame(found(meta, { meta: form }), ['email /meta/*', 'phone /meta/*', 'email /meta/*'])
  t.strictSame(found(meta, { meta: { email: 'a@example.com', friend_email: 'b@example.com' } }), [
    'email! /meta/*',
    'email /meta/*',
  ])
  t.strictSame(found({ path: '/meta', ...open() }, { meta: { email: 'a@example.com' } }), [
    'email /meta/*',
  ])
  t.strictSame(found(meta, { meta: [{ key: 'a@example.com', value: '1' }] }), [
    'email /meta/0/*',
    'free_text /meta/0/*',
  ])
})

test('an address is found where it is itself a name', async t => {
  const status = { 'ada@example.com': 'bounced', '+1 202-555-0101': { email: 'b@example.com' } }
  t.strictSame(found({ path: '/meta', ...open({ finds: true, others: null }) }, { meta: status }), [
    'email /meta/*',
    'phone /meta/*',
    'email /meta/*/*',
  ])
  t.strictSame(found({ path: '/*others', ...open({ others: null }) }, status), [
    'email /*',
    'phone /*',
    'email /*/*',
  ])
})

test('an address among other words is found, where they are passed over', async t => {
  const row: PiiRow = { path: '/meta', ...open({ others: null }) }
  for (const text of [
    'https://shop.example/track?to=jane%40example.com',
    'https://shop.example/r?u=%2Ft%3Fto%3Djane%2540example.com',
    'Reply-To: Jane <jane@mail.example.com>, Sent: today',
    'sent to jörg@exämple.com.',
  ]) {
    t.strictSame(found(row, { meta: { a: text } }), ['email /meta/*'], text)
    t.strictSame(found(meta, { meta: { a: text } }), ['free_text /meta/*'], text)
  }
  for (const text of ['see @ada', 'a @ b.example', '40 % of 40', 'two of x@1.2']) {
    t.strictSame(found(row, { meta: { a: text } }), [], text)
  }
})

test('members of a list may be several people, and find nobody', async t => {
  const guests = [{ email: 'a@example.com' }, { email: 'b@example.com', home: { phone: '12' } }]
  t.strictSame(found(meta, { meta: { guests, email: ['c@example.com'] } }), [
    'email /meta/*/0/*',
    'email /meta/*/1/*',
    'phone /meta/*/1/*/*',
    'email /meta/*/0',
  ])
  // As PHP writes a list that has gaps, and as a map by id or by number is.
  for (const name of ['1', '58213', '+1 202-555-0101']) {
    const email = 'a@example.com'
    t.notOk(found(meta, { meta: { [name]: { email } } }).includes('email! /meta/*/*'), name)
    const chosen: PiiRow = { path: '/*others', ...open({ finds: true }) }
    t.notOk(found(chosen, { [name]: { email } }).includes('email! /*/*'), name)
    const named = { [name]: { label: 'E-mail', value: email } }
    t.ok(found(meta, { meta: named }).includes('email! /meta/*/*'), name)
  }
})

test('what nothing is known of can be passed over, and technical names are', async t => {
  const row: PiiRow = { path: '/meta', ...open({ others: null, skip: /^_edit/ }) }
  const data = {
    meta: { colour: 'red', city: 'x', _edit_lock: '1', a: { key: '_edit', value: 'x' } },
  }
  t.strictSame(found(row, data), ['postal_address /meta/*'])
  const each: PiiRow = { path: '/meta/*others', ...open({ skip: /^_edit/ }) }
  t.strictSame(found(each, { meta: { _edit_lock: 'x', _edit: { a: 'x' }, b: 'x' } }), [
    'free_text /meta/*',
  ])
})

test('of a container that is mostly technical, what people named counts all the same', async t => {
  const row: PiiRow = { path: '/record', ...open({ others: null, typed: /^cust/ }) }
  const record = {
    status: 'Open',
    custom1: 'x',
    lines: [{ cust_a: { b: 'y', city: 'z' }, sku: 'w' }],
  }
  t.strictSame(found(row, { record }), [
    'free_text /record/*',
    'free_text /record/*/0/*/*',
    'postal_address /record/*/0/*/*',
  ])
})

test('what people call an object counts, where the names of references do', async t => {
  const row: PiiRow = { path: '/bill', ...open({ others: null, typed: /name$/i }) }
  const bill = { ClassRef: { value: '2', name: 'Jobs for Nat' }, TermRef: { value: '3' } }
  t.strictSame(found(row, { bill }), ['free_text /bill/*/*'])
  t.strictSame(found({ path: '/bill', ...open({ others: null }) }, { bill }), [])
})

test('beside named members the others are open, and know what they stand in', async t => {
  const rows: readonly PiiRow[] = [
    { path: '/billing/email', category: 'email' },
    { path: '/billing/*others', ...open({ finds: true }) },
  ]
  const data = { billing: { email: 'a@example.com', number: '12', cellphone: '+12025550101' } }
  t.strictSame(
    pick(compileRows(rows), { ...event, data }).map(({ row: { category } }) => category),
    ['email', 'postal_address', 'phone'],
  )
})

test('a phone number without a plus has the country that the row points to', async t => {
  const row: PiiRow = {
    path: '/billing/*others',
    ...open({ finds: true, region: '/billing/country' }),
  }
  const billing = { mobile: '2025550101', email: 'a@example.com', country: 'US' }
  t.match(
    pick(compileRows([row, { path: '/billing/country', category: 'location' }]), {
      ...event,
      data: { billing },
    }).map(({ row: { category }, region }) => [category, region]),
    [
      ['phone', 'US'],
      ['email', undefined],
      ['location', undefined],
    ],
  )
})

test('hostile containers cost what their size costs, and their names are kept nowhere', async t => {
  let deep: unknown = 'x'
  for (let level = 0; level < 60; level++) deep = { [`ada${level}@example.com`]: deep }
  const inDepth = found(meta, { meta: deep })
  t.equal(inDepth.length, 61)
  t.ok(inDepth.includes(`free_text /meta${'/*'.repeat(60)}`))
  const many = Object.fromEntries(
    Array.from({ length: 100_000 }, (_, index) => [`ada${index}@example.com`, 'x']),
  )
  t.strictSame([...new Set(found(meta, { meta: many }))], ['email /meta/*', 'free_text /meta/*'])
  for (const half of ['@', 'a@a.', 'a%40', 'a%2540']) {
    const text = half.repeat(200_000)
    t.strictSame(found({ path: '/meta', ...open({ others: null }) }, { meta: { text } }), [], half)
  }
  const long = { ['k'.repeat(10_000)]: 'x', [`${'é'.repeat(10_000)}`]: '+12025550101' }
  t.strictSame(found(meta, { meta: long }), ['free_text /meta/*', 'phone /meta/*'])
})

test('what stands under the name of somebody else, or of a thing, finds nobody', async t => {
  const of = (data: unknown) => found(meta, { meta: data }).map(each => each.split(' ')[0])
  const email = 'a@example.com'
  for (const own of ['customer', 'contact', 'properties', 'data', 'billing_address', 'payer']) {
    t.strictSame(of({ [own]: { email } }), ['email!'], own)
    t.strictSame(of({ data: { [own]: { email } } }), ['email!'], own)
  }
  for (const other of ['store', 'seller', 'doctor', 'company', 'advisor', 'invited_by', 'owner']) {
    t.strictSame(of({ [other]: { email } }), ['email'], other)
    t.strictSame(of({ [other]: { contact: { email } } }), ['email'], other)
  }
  const roles = ['owner', 'account_owner', 'author', 'driver', 'guest_1', 'student', 'attendee']
  for (const role of [
    ...roles,
    'secondary contact',
    'alternate_contact',
    'referrer_contact',
    'owner_user',
  ]) {
    t.strictSame(of({ [`${role}_email`]: email }), ['email'], role)
  }
  const open_ = { path: '/*others', ...open({ finds: true }) } as const
  t.strictSame(found(open_, { store: { email } }), ['email /*/*'])
  t.strictSame(found(open_, { customer: { email } }), ['email! /*/*'])
})
