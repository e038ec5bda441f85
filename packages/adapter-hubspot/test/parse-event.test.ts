import hubspot from '@conduit/adapter-hubspot'
import { test } from 'tap'
import { change, notification, portalId, requestOf, settings } from './bench.ts'

function parse(events: readonly unknown[], own: { readonly appId?: number } = {}) {
  const integration = { settings: { ...settings, ...own }, state: {} }
  return hubspot.parseEvent({ ...requestOf('[]'), payload: [...events] }, integration)
}
const parseOne = (event: object) => parse([event]).events[0]

test('what types mean', async t => {
  const expected = {
    'contact.creation': 'subject.created',
    'contact.restore': 'subject.created',
    'contact.propertyChange': 'subject.updated',
    'contact.merge': 'subject.updated',
    'contact.deletion': 'subject.deleted',
    'contact.privacyDeletion': 'request.erasure',
    'contact.associationChange': 'processing',
    'conversation.privacyDeletion': 'request.erasure',
    'conversation.creation': 'communication',
    'conversation.newMessage': 'communication',
    'conversation.deletion': 'processing',
    'conversation.propertyChange': 'processing',
    'deal.creation': 'transaction',
    'ticket.propertyChange': 'communication',
    'company.creation': 'processing',
    'product.deletion': 'processing',
    'line_item.creation': 'processing',
    'event.completed': 'processing',
    'never.heardOf': 'processing',
  }
  for (const [type, meaning] of Object.entries(expected)) {
    t.match(parseOne(notification({ subscriptionType: type })), { type, meaning })
  }
})

test('generic events mean what they mean of their kind, and keep their name', async t => {
  const expected = [
    ['creation', '0-1', 'subject.created'],
    ['restore', '0-1', 'subject.created'],
    ['propertyChange', '0-1', 'subject.updated'],
    ['merge', '0-1', 'subject.updated'],
    ['deletion', '0-1', 'subject.deleted'],
    ['associationChange', '0-1', 'processing'],
    ['creation', '0-2', 'processing'],
    ['propertyChange', '0-3', 'transaction'],
    ['creation', '0-5', 'communication'],
    ['creation', '0-7', 'processing'],
    ['creation', '0-18', 'communication'],
    ['creation', '0-27', 'processing'],
    ['creation', '0-46', 'communication'],
    ['creation', '0-49', 'communication'],
    ['creation', '0-14', 'transaction'],
    ['creation', '0-19', 'communication'],
    ['creation', '0-136', 'transaction'],
    ['creation', '2-12345', 'processing'],
    ['creation', undefined, 'processing'],
    ['creation', {}, 'processing'],
  ] as const
  for (const [action, objectTypeId, meaning] of expected) {
    const subscriptionType = `object.${action}`
    const event = parseOne(notification({ subscriptionType, objectTypeId }))
    t.match(event, { type: subscriptionType, meaning }, `${action} ${objectTypeId}`)
  }
  const odd = notification({ subscriptionType: 'deal.creation', objectTypeId: '0-1' })
  t.match(parseOne(odd), { meaning: 'transaction' }, 'the id counts in generic events only')
})

test('an opt-out is a matter of consent', async t => {
  const meaning = (name: string, value: unknown, changes = {}) =>
    parseOne(change(name, value, changes))?.meaning
  t.equal(meaning('hs_email_optout', 'true'), 'consent.withdrawn')
  t.equal(meaning('hs_email_optout', 'false'), 'consent.granted')
  t.equal(meaning('hs_email_optout_4711', 'true'), 'consent.withdrawn')
  const generic = { subscriptionType: 'object.propertyChange', objectTypeId: '0-1' }
  t.equal(meaning('hs_email_optout', 'true', generic), 'consent.withdrawn')
  for (const value of ['', 'maybe', undefined, null, true, {}]) {
    t.equal(meaning('hs_email_optout', value), 'subject.updated', `${value}`)
  }
  t.equal(meaning('hs_email_optout_survey_reason', 'true'), 'subject.updated')
  const company = { subscriptionType: 'company.propertyChange' }
  t.equal(meaning('hs_email_optout', 'true', company), 'processing')
})

test('an opt-out says of what, on which channel, and how it came about', async t => {
  const consents = (name: string, value: string, changes: object = {}) =>
    parseOne(change(name, value, changes))?.consents
  const statement = { person: '', channel: 'email' }
  t.strictSame(consents('hs_email_optout', 'true'), [
    { ...statement, purpose: 'marketing', state: 'withdrawn', givenThrough: 'CRM_UI' },
  ])
  t.strictSame(consents('hs_email_optout_4711', 'false', { changeSource: 'FORM' }), [
    { ...statement, purpose: 'subscription 4711', state: 'granted', givenThrough: 'FORM' },
  ])
  for (const changeSource of [undefined, null, '', 7, 'ada@example.com']) {
    t.strictSame(consents('hs_email_optout', 'true', { changeSource }), [
      { ...statement, purpose: 'marketing', state: 'withdrawn' },
    ])
  }
  t.equal(consents('hs_email_optout', ''), undefined)
  t.equal(consents('email', 'true'), undefined)
  const company = { subscriptionType: 'company.propertyChange', sourceId: 'userId:7' }
  t.equal(consents('hs_email_optout', 'true', company), undefined)
})

test('an event is known by what stays the same when it comes again', async t => {
  const id = `${portalId}:686627:3029365631:847297356:1787999997800`
  t.equal(parseOne(notification())?.id, id)
  t.equal(parseOne(notification({ attemptNumber: 3 }))?.id, id)
  const bare = { subscriptionId: undefined, eventId: null, objectId: undefined }
  t.equal(parseOne(notification(bare))?.id, `${portalId}::::1787999997800`)
  t.not(parseOne(notification({ objectId: 1 }))?.id, id, 'the same eventId, another contact')
  t.equal(parse([notification()]).deliveryId, null)
})

test('each event has its own portal; ids beyond 2^53 come as text', async t => {
  const events = [notification(), notification({ portalId: 7, objectId: '9007199254740993' })]
  t.match(parse(events).events, [
    { account: portalId },
    { account: '7', wants: { ref: { contact: '9007199254740993' } } },
  ])
})

test('what names a contact and does not say who it is, is read', async t => {
  const ref = (event: object) => parseOne(event)?.wants?.ref
  const contact = { contact: '847297356' }
  t.strictSame(ref(notification()), contact)
  t.strictSame(ref(notification({ subscriptionType: 'contact.restore' })), contact)
  t.strictSame(
    ref(notification({ subscriptionType: 'object.creation', objectTypeId: '0-1' })),
    contact,
  )
  t.strictSame(ref(change('hs_email_optout', 'true')), contact)
  const merge = { subscriptionType: 'contact.merge', objectId: undefined, newObjectId: 12 }
  t.strictSame(ref(notification(merge)), { contact: '12' })
  const older = { ...merge, newObjectId: undefined }
  t.strictSame(ref(notification({ ...older, primaryObjectId: 13 })), { contact: '13' })
  t.equal(ref(notification(older)), undefined)
  t.equal(ref(change('email', 'ada@example.com')), undefined)
  for (const type of ['deletion', 'privacyDeletion', 'associationChange']) {
    t.equal(ref(notification({ subscriptionType: `contact.${type}` })), undefined, type)
  }
  t.equal(ref(notification({ subscriptionType: 'deal.creation' })), undefined)
})

test('events of another app are not taken, if ours is known', async t => {
  t.equal(parse([notification({ appId: 1 })]).events.length, 1)
  const own = { appId: 7906213 }
  const events = [notification({ appId: 1 }), notification(), notification({ appId: undefined })]
  const { events: taken, rejected } = parse([...events, notification({ appId: '7906213' })], own)
  t.strictSame(
    taken.map(({ path }) => path),
    ['/1', '/2', '/3'],
  )
  t.strictSame(rejected, [{ path: '/0', reason: 'of another app' }])
})

test('a workflow sends one record, of which its members tell the kind', async t => {
  const of = (body: object) => {
    const request = { ...requestOf('{}'), digest: 'd1', payload: { ...body } }
    return hubspot.parseEvent(request, { settings, state: {} }).events[0]
  }
  const properties = { lastmodifieddate: { value: '1787999997800' } }
  const account = portalId
  const contact = of({ vid: 7, 'portal-id': Number(portalId), properties })
  t.match(contact, { type: 'contact.workflow', meaning: 'subject.updated', account })
  t.equal(contact?.occurredAt?.toISOString(), '2026-08-29T10:39:57.800Z')
  t.equal(contact?.id, `${portalId}:workflow:d1`, 'sent again it is the same')
  t.match(of({ portalId: 5, dealId: 7 }), {
    type: 'deal.workflow',
    meaning: 'transaction',
    account: '5',
  })
  t.match(of({ objectType: 'TICKET', objectId: 7 }), {
    type: 'ticket.workflow',
    meaning: 'communication',
  })
  t.match(of({ objectTypeId: '0-14' }), { type: 'quote.workflow', meaning: 'transaction' })
  const action = { origin: { portalId: 77 }, object: { objectId: 7, objectType: 'DEAL' } }
  t.match(of(action), { type: 'deal.workflow', account: '77' }, 'of an action of an app')
  const typeOf = (body: object) => of(body)?.type
  t.equal(typeOf({ hs_object_id: 7 }), 'contact.workflow', 'an id alone')
  t.equal(typeOf({ 'Record ID': 7, 'First name': 'Ada' }), 'contact.workflow')
  t.equal(typeOf({ properties: { hs_object_id: '7', lastname: 'Byron' } }), 'contact.workflow')
  t.equal(typeOf({ hs_object_id: 7, dealname: 'x', email: 'ada@example.com' }), 'deal.workflow')
  t.equal(typeOf({ hs_object_id: 7, amount: '5' }), 'object.workflow', 'of anything')
  t.equal(typeOf({ hs_object_id: 7, objectType: '2-345' }), 'object.workflow', 'of their own kind')
  t.match(of({ colour: 'red' }), {
    type: 'object.workflow',
    meaning: 'processing',
    occurredAt: null,
  })
})

test('strange items are rejected one by one', async t => {
  const broken = [
    ...[null, [], 'text', 7, {}],
    notification({ portalId: 'x' }),
    notification({ objectId: '../7' }),
    notification({ objectId: -1 }),
    notification({ occurredAt: 'now' }),
    notification({ subscriptionType: 'ada@example.com' }),
    notification({ subscriptionType: undefined }),
  ]
  const { events, rejected } = parse([...broken, notification()])
  t.strictSame(
    events.map(({ path }) => path),
    ['/11'],
  )
  t.equal(rejected?.length, 11)
  t.strictSame(rejected?.[0], { path: '/0', reason: 'not a notification' })
})

test('a time that is none', async t => {
  t.equal(parseOne(notification({ occurredAt: 9e15 }))?.occurredAt, null)
  t.equal(parseOne(notification())?.occurredAt?.toISOString(), '2026-08-29T10:39:57.800Z')
})
