import eventbrite from '@conduit/adapter-eventbrite'
import { compileRows, pick } from '@conduit/core'
import { test } from 'tap'
import { attendee, notification, order, requestOf, settings } from './bench.ts'

function extract(type: string, data: unknown) {
  const rest = { type, meaning: 'processing', id: null, occurredAt: null, path: '' } as const
  const event = { ...rest, data }
  const found = pick(compileRows(eventbrite.tables.pii), event)
  return eventbrite.extractPii(event, { settings, state: {} }, found)
}
/** The same of a notification as it arrives. */
function extractNotified(type: string, url: string) {
  const delivery = { ...requestOf(''), payload: notification(type, url) }
  return extract(type, eventbrite.parseEvent(delivery, { settings, state: {} }).events[0]?.data)
}
const people = (type: string, data: unknown) =>
  extract(type, data).people.map(({ identifiers }) => identifiers.map(({ value }) => value).sort())
const fields = (type: string, data: unknown) =>
  extract(type, data).fields.map(({ path, category }) => `${path} ${category}`)

test('a notification names an order or an attendee; the organiser is another person', async t => {
  const organiser = { at: '/config/user_id', identifiers: [], references: [] }
  const [notified, buyer, ...more] = extractNotified('order.placed', order).people
  t.strictSame([notified, more], [organiser, []])
  t.match(buyer, {
    at: '',
    identifiers: [{ value: 'order:10' }],
    references: [{ object: 'order', id: '10' }],
  })
  t.strictSame(extractNotified('barcode.checked_in', attendee).people[1], {
    at: '',
    identifiers: [{ category: 'account_id', value: 'attendee:13' }],
    references: [{ object: 'attendee', id: '13', within: { event: '71' } }],
  })
  const published = 'https://www.eventbriteapi.com/v3/events/71/'
  t.strictSame(extractNotified('event.published', published).people, [organiser])
})

test('buyer and attendees stay apart, though they share an address', async t => {
  const profile = { email: 'ada@example.com', name: 'Ada' }
  const ticket = (id: string) => ({ id, profile, barcodes: [{ barcode: `5${id}` }] })
  const bought = { id: '10', event_id: '71', email: 'ada@example.com', name: 'Ada' }
  const data = { ...bought, attendees: [ticket('1'), ticket('2')] }
  t.strictSame(people('order.placed', data), [
    ['ada@example.com', 'order:10'],
    ['ada@example.com', 'attendee:1', 'barcode:51'],
    ['ada@example.com', 'attendee:2', 'barcode:52'],
  ])
  t.strictSame(
    extract('order.placed', data).people.map(({ references }) => references),
    [
      [{ object: 'order', id: '10' }],
      [{ object: 'attendee', id: '1', within: { event: '71' } }],
      [{ object: 'attendee', id: '2', within: { event: '71' } }],
    ],
  )
})

test('who asks for a refund may be somebody else', async t => {
  const refund = { from_email: 'bo@example.com', from_name: 'Bo', message: 'I am ill' }
  t.strictSame(people('order.refunded', { id: '10', refund_requests: [refund] }), [
    ['order:10'],
    ['bo@example.com'],
  ])
})

test('what answers a question about somebody else finds them, and not who answers', async t => {
  const asked = (question: string, answer: string, type = 'email') =>
    people('attendee.updated', { id: '1', answers: [{ type, question, answer }] })
  const own = (value: string) => [[value, 'attendee:1'].sort()]
  t.strictSame(asked('E-mail', 'ada@example.com'), own('ada@example.com'))
  t.strictSame(asked('Where may we write to?', 'ada@example.com'), own('ada@example.com'))
  const others = ['Parent’s e-mail', 'Parents’ e-mail', 'E-Mail der Mutter', 'Next of kin: e-mail']
  for (const question of others)
    t.strictSame(asked(question, 'bo@example.com'), [['attendee:1'], ['bo@example.com']], question)
  t.strictSame(asked('Whom do we call in an emergency?', '+12025550154', 'phone'), [
    ['attendee:1'],
    ['+12025550154'],
  ])
})

test('answers are what was asked for', async t => {
  const answers = [
    { type: 'email', answer: 'ada@example.com' },
    { type: 'address', answer: { address_1: '1 Main Street', city: '' } },
    { type: 'date', answer: { year: 2026 } },
    { type: 'text', answer: 'no nuts' },
    { answer: 'vegan' },
    { type: 'text', answer: ' ' },
  ]
  const expected = [
    '/answers/0/answer email',
    '/answers/1/answer/* postal_address',
    '/answers/2/answer/* free_text',
    '/answers/3/answer free_text',
    '/answers/4/answer free_text',
    // The same by the question, the form, and the names in an address.
    '/answers/0/* email',
    '/answers/1/*/* postal_address',
  ]
  t.strictSame(fields('attendee.updated', { answers }).sort(), expected.sort())
  t.strictSame(
    fields('order.placed', { attendees: [{ answers }] }).sort(),
    expected.map(field => `/attendees/0${field}`).sort(),
  )
  t.strictSame(people('attendee.updated', { answers }), [['ada@example.com']])
})

test('an answer is also what its question asks for, and finds only whose it is', async t => {
  const answers = [
    { type: 'text', question: 'Your e-mail', answer: 'ada@example.com' },
    { type: 'text', question: 'Emergency contact phone', answer: '+12025550142' },
    { type: 'text', question: 'Date of birth', answer: '1 May' },
  ]
  t.strictSame(people('attendee.updated', { answers }), [['ada@example.com']])
  t.match(fields('attendee.updated', { answers }).join(), /1\/\* phone.*2\/\* date_of_birth/)
})

test('the event of an order is nobody’s, and its organiser another person', async t => {
  const organizer = { name: 'Gus Gala', description: 'Ask gus@example.com', id: '5' }
  const event = { name: { text: 'Gala' }, venue: { address: { city: 'Nowhere' } }, organizer }
  const { fields, people } = extract('order.placed', { id: '10', event })
  const whose = (path: string) => {
    const person = fields.find(field => field.path.startsWith(path))?.person
    return person === undefined ? null : people[person]?.at
  }
  t.equal(whose('/event/name'), null)
  t.equal(whose('/event/venue'), null)
  t.equal(whose('/event/organizer'), '/event/organizer')
})

test('a phone is read with the country of its own address', async t => {
  const addresses = { home: { country: 'IS' }, work: { country: 'CZ' } }
  const profile = { cell_phone: '555 0199', work_phone: '555 0102', addresses }
  t.match(extract('attendee.updated', { profile }).people[0]?.identifiers, [
    { category: 'phone', value: '555 0199', region: 'IS' },
    { category: 'phone', value: '555 0102', region: 'CZ' },
  ])
  const alone = { profile: { cell_phone: '555 0199' } }
  t.strictSame(extract('attendee.updated', alone).people[0]?.identifiers, [
    { category: 'phone', value: '555 0199' },
  ])
})

test('blank members are nobody’s data', async t => {
  const profile = { email: '', name: '  ', age: null, addresses: { home: { city: '' } } }
  t.strictSame(fields('attendee.updated', { id: '13', profile, invited_by: null }), [
    '/id account_id',
  ])
})
