import custom from '@conduit/adapter-custom'
import { compileRows, fromMatches, type JsonObject, type PlatformEvent, pick } from '@conduit/core'
import { effectiveSettings } from '@conduit/core/host'
import { type Test, test } from 'tap'
import { mappingOf, requestOf, signingSecret } from './request.ts'

type Integration = Parameters<typeof custom.parseEvent>[1]

const integrationOf = (mapping: JsonObject, rest: JsonObject = {}) =>
  ({
    settings: effectiveSettings(custom, {}, { ...rest, mapping }),
    state: {},
  }) as unknown as Integration

const event = {
  type: 'user.created',
  at: 1794315600,
  n: 991,
  user: { id: 4711, email: 'ada@example.com' },
}

function parse(
  payload: object,
  mapping: JsonObject = mappingOf(),
  rest: JsonObject = {},
  headers = {},
) {
  const request = requestOf(JSON.stringify(payload), headers)
  return custom.parseEvent({ ...request, payload }, integrationOf(mapping, rest))
}

/** What the rows of the mapping find in an event. */
function foundIn(event: PlatformEvent, { settings }: Integration) {
  return pick(compileRows(custom.tables.pii, custom.rows?.(settings)), event)
}

function refused(t: Test, payload: object, mapping: JsonObject, pointer: string): void {
  t.throws(() => parse(payload, mapping), { code: 'invalid', faults: [{ pointer }] }, pointer)
}

test('the mapping gives the meaning: exact, by family, else the fallback', async t => {
  const meaningOf = (type: string, mapping = mappingOf()) =>
    parse({ ...event, type }, mapping).events[0]?.meaning
  t.equal(meaningOf('user.created'), 'subject.created')
  t.equal(meaningOf('mail.opened'), 'communication')
  t.equal(meaningOf('page.viewed'), 'processing')
  t.equal(meaningOf('page.viewed', mappingOf({ fallbackMeaning: 'transaction' })), 'transaction')
  for (const type of ['__proto__', 'constructor', 'toString', '*'])
    t.equal(meaningOf(type), 'processing')
})

test('a mapping of the least has the table of common types', async t => {
  const least = { type: '/type', fields: [] }
  t.equal(parse(event, least).events[0]?.meaning, 'subject.created')
  t.equal(parse({ type: 'payment.failed' }, least).events[0]?.meaning, 'transaction')
  t.equal(parse({ type: 'unheard.of' }, least).events[0]?.meaning, 'processing')
  t.match(parse(event, least), { deliveryId: null, events: [{ occurredAt: null, path: '' }] })
})

test('times are read where they say their zone or count seconds', async t => {
  const timeOf = (at: unknown) =>
    parse({ ...event, at }).events[0]?.occurredAt?.toISOString() ?? null
  const one = '2026-11-10T13:00:00.000Z'
  for (const at of [
    1794315600,
    1794315600000,
    '2026-11-10T13:00:00Z',
    '2026-11-10T14:00:00+01:00',
    '2026-11-10t13:00z',
  ]) {
    t.equal(timeOf(at), one, String(at))
  }
  t.equal(timeOf('2026-11-10T12:59:58.344522Z'), '2026-11-10T12:59:58.344Z')
  const unreadable = [
    null,
    '',
    '2026-11-10',
    '2026-11-10T13:00:00',
    '2026-02-30T00:00:00Z',
    '1794315600',
    true,
    {},
    1e300,
  ]
  for (const at of unreadable) t.equal(timeOf(at), null, String(at))
})

test('a signed delivery is known by its webhook-id, in whatever order things repeat', async t => {
  const headers = { 'webhook-id': 'msg_1' }
  t.match(parse(event, mappingOf(), { signingSecret }, headers), {
    deliveryId: 'msg_1',
    events: [{ id: 'msg_1', keys: undefined }],
  })
  const batch = parse(
    { events: [event, event] },
    mappingOf({ root: '/events' }),
    { signingSecret },
    headers,
  )
  t.match(batch, { deliveryId: 'msg_1', events: [{ id: null, keys: undefined }, { id: null }] })
})

test('an unsigned delivery is known by its own id, else by its body', async t => {
  const headers = { 'webhook-id': 'msg_1' }
  t.match(parse(event, mappingOf(), {}, headers), { deliveryId: '991', events: [{ id: '991' }] })
  const { digest } = requestOf(JSON.stringify({ ...event, n: null }))
  t.match(parse({ ...event, n: null }), {
    deliveryId: null,
    events: [{ id: null, keys: [`${digest}#0`] }],
  })
  const batch = parse({ events: [event, { ...event, n: '' }] }, mappingOf({ root: '/events' }))
  t.match(batch, { deliveryId: null, events: [{ id: '991' }, { id: null, keys: [/#1$/] }] })
})

test('a batch has one event for each element, an empty one none', async t => {
  const mapping = mappingOf({ root: '/a~1b/events' })
  const { events } = parse({ 'a/b': { events: [event, { ...event, type: 'mail.sent' }] } }, mapping)
  t.strictSame(
    events.map(({ path }) => path),
    ['/a~1b/events/0', '/a~1b/events/1'],
  )
  t.strictSame(parse({ 'a/b': { events: [] } }, mapping).events, [])
})

test('what cannot be read is refused with its pointer', async t => {
  refused(t, { ...event, type: 7 }, mappingOf(), '/type')
  refused(t, [], mappingOf(), '/type')
  refused(t, { events: {} }, mappingOf({ root: '/events' }), '/events')
  refused(t, event, mappingOf({ root: '/events' }), '/events')
  refused(t, { events: [event, {}] }, mappingOf({ root: '/events' }), '/events/1/type')
})

test('a required field must have a value', async t => {
  const required = (pointer: string, category = 'email') =>
    mappingOf({ fields: [{ pointer, category, subject: true, required: true }] })
  t.equal(parse(event, required('/user/email')).events.length, 1)
  for (const email of [null, '', ' ', true, [], {}, [''], { value: '' }]) {
    refused(t, { ...event, user: { email } }, required('/user/email'), '/user/email')
  }
  for (const email of [['ada@example.com'], { value: 'ada@example.com' }]) {
    t.equal(parse({ ...event, user: { email } }, required('/user/email')).events.length, 1)
  }
  refused(t, { ...event, user: { id: 0 } }, required('/user/id', 'account_id'), '/user/id')
  refused(t, event, required('/toString'), '/toString')
  refused(t, { ...event, list: [{}] }, required('/list/*/mail'), '/list/*/mail')
  t.equal(
    parse({ ...event, list: [{}, { mail: 'a@example.com' }] }, required('/list/*/mail')).events
      .length,
    1,
  )
})

test('personal data is what the mapping names, and nothing else', async t => {
  const mapping = mappingOf({
    fields: [
      { pointer: '/user/id', category: 'account_id', subject: true },
      { pointer: '/e~1m~0l', category: 'email', subject: true },
      { pointer: '/', category: 'name', subject: true },
      { pointer: '/phones/*', category: 'phone', subject: true },
      { pointer: '/list/-', category: 'free_text' },
    ],
  })
  const integration = integrationOf(mapping)
  const data = {
    ...event,
    user: { id: '90071992547409931' },
    'e/m~l': 'bob@example.com',
    '': 'Bob',
    phones: { home: '+12025550131', work: '+12025550132' },
    list: ['x'],
    secret: 'not named',
  }
  const [parsed] = custom.parseEvent({ ...requestOf('{}'), payload: data }, integration).events
  if (parsed === undefined) throw new Error('no event')
  const matches = foundIn(parsed, integration)
  const found = custom.extractPii(parsed, integration, matches)
  t.strictSame(
    new Set(found.fields.map(({ path, category }) => `${path} ${category}`)),
    new Set(['/user/id account_id', '/e~1m~0l email', '/ name', '/phones/* phone']),
  )
  t.equal(found.people.length, 1)
  t.strictSame(
    new Set(found.people[0]?.identifiers.map(({ value }) => value)),
    new Set(['90071992547409931', 'bob@example.com', '+12025550131', '+12025550132']),
    'a name identifies nobody',
  )
  t.strictSame(found, fromMatches(matches))
})

test('a field identifies only where the mapping says so', async t => {
  const fields = [
    { pointer: '/user/id', category: 'account_id', subject: true },
    { pointer: '/user/email', category: 'email', subject: false },
  ]
  const integration = integrationOf(mappingOf({ fields }))
  const [parsed] = custom.parseEvent({ ...requestOf('{}'), payload: event }, integration).events
  if (parsed === undefined) throw new Error('no event')
  const { people, fields: found } = custom.extractPii(
    parsed,
    integration,
    foundIn(parsed, integration),
  )
  t.equal(found.length, 2)
  t.strictSame(
    people.map(({ identifiers, references }) => [identifiers, references]),
    [[[{ category: 'account_id', value: '4711' }], [{ object: 'account_id', id: '4711' }]]],
  )
})

test('a consent is for marketing on any channel: a mapping says no more', async t => {
  const consentsOf = (type: string) =>
    parse({ ...event, type }, { type: '/type', fields: [] }).events[0]?.consents
  const statement = { person: '', channel: 'any', purpose: 'marketing' }
  t.strictSame(consentsOf('consent.granted'), [{ ...statement, state: 'granted' }])
  t.strictSame(consentsOf('consent.withdrawn'), [{ ...statement, state: 'withdrawn' }])
  t.strictSame(consentsOf('user.created'), [])
})

test('a container whose names others choose is read by them', async t => {
  const open = (changes: JsonObject = {}) =>
    mappingOf({ fields: [{ pointer: '/form', category: 'free_text', open: true, ...changes }] })
  const form = {
    'E-mail': 'ada@example.com',
    answers: [
      { question: 'Mobile number', answer: '+12025550101' },
      { question: 'Friend’s e-mail', answer: 'bo@example.com' },
      { question: 'Anything else?', answer: 'Call Ada' },
    ],
  }
  const found = (mapping: JsonObject) => {
    const integration = integrationOf(mapping)
    const [first] = parse({ ...event, form }, mapping).events
    if (first === undefined) throw new Error('no event')
    const { fields, people } = fromMatches(foundIn(first, integration))
    return {
      fields: fields.map(({ path, category }) => `${path} ${category}`),
      identifiers: people.flatMap(({ identifiers }) => identifiers.map(({ value }) => value)),
    }
  }
  const fields = [
    '/form/* email',
    '/form/*/0/* phone',
    '/form/*/1/* email',
    '/form/*/2/* free_text',
  ]
  t.strictSame(found(open()), { fields, identifiers: [] })
  t.strictSame(found(open({ subject: true })), {
    fields,
    identifiers: ['ada@example.com', '+12025550101'],
  })
  refused(t, { ...event, form: {} }, open({ required: true }), '/form')
  t.equal(parse({ ...event, form }, open({ required: true })).events.length, 1)
})
