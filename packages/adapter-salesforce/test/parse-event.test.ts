import { test } from 'tap'
import {
  callout,
  change,
  envelope,
  meanings,
  notification,
  organizationId,
  parse,
} from './support.ts'

test('an outbound message tells by its dates alone what happened', async t => {
  const same = { CreatedDate: '2026-11-03T11:00:00.000Z' }
  const later = {}
  const missing = { CreatedDate: '' }
  for (const type of ['Contact', 'Lead', 'User']) {
    t.strictSame(meanings(envelope(notification(type, same))), ['subject.created'], type)
    t.strictSame(meanings(envelope(notification(type, later))), ['subject.updated'], type)
    t.strictSame(meanings(envelope(notification(type, missing))), ['processing'], type)
  }
  t.strictSame(meanings(envelope(notification('Account', same))), ['processing'])
  const person = { ...same, IsPersonAccount: 'true' }
  t.strictSame(meanings(envelope(notification('Account', person))), ['subject.created'])
  const company = { ...same, IsPersonAccount: 'false', LastName: 'Prince' }
  t.strictSame(meanings(envelope(notification('Account', company))), ['processing'])
  t.strictSame(meanings(envelope(notification('EmailMessage'))), ['communication'])
  t.strictSame(meanings(envelope(notification('Quote'))), ['transaction'])
  t.strictSame(meanings(envelope(notification('Loyalty_Card__c'))), ['processing'])
})

test('what an individual asks for', async t => {
  const of = (fields: Record<string, string>) =>
    meanings(envelope(notification('Individual', fields)))
  t.strictSame(of({ ShouldForget: 'true', SendIndividualData: 'true' }), ['request.erasure'])
  t.strictSame(of({ ShouldForget: 'false', SendIndividualData: 'true' }), ['request.access'])
  t.strictSame(of({ ShouldForget: 'false' }), ['subject.updated'])
  t.strictSame(meanings(callout('Individual.updated', { ShouldForget: true })), ['request.erasure'])
  t.strictSame(meanings(callout('Individual.deleted', { ShouldForget: true })), ['subject.deleted'])
  t.strictSame(meanings(change('Individual', 'DELETE', { ShouldForget: true })), [
    'subject.deleted',
  ])
})

test('one notification that cannot be read stops no other', async t => {
  const good = notification('Contact', {}, '04l5g00000Nb9AAAAZ')
  const { Id: _without, ...noId } = notification('Contact')
  const bad = [
    null,
    'text',
    noId,
    notification('Contact', {}, 'ada@example.com'),
    notification('Contact', {}, '04l5g00000Nb0AAAAZ#consent'),
    { Id: good.Id, sObject: { Id: '0035g00000Bb1AAAAZ', LastName: 'Prince' } },
    { Id: good.Id, sObject: [good.sObject, good.sObject] },
    notification('Contact', { Id: '' }),
  ]
  const parsed = parse(envelope(...bad, good))
  t.equal(parsed.deliveryId, good.Id)
  t.match(parsed.events, [{ id: good.Id, type: 'Contact' }])
  t.match(parsed.events[0]?.path, /Notification\/8\/sObject$/)
  t.equal(parsed.rejected?.length, bad.length)
  t.notMatch(JSON.stringify(parsed.rejected), /ada|Prince/)
})

test('a notification without data', async t => {
  const { events } = parse(
    envelope(
      { Id: '04l5g00000Nb1AAAAZ' },
      { Id: '04l5g00000Nb2AAAAZ', sObject: '' },
      { Id: '04l5g00000Nb3AAAAZ', sObject: { '@type': 'x:Lead', '@nil': 'true' } },
    ),
  )
  t.match(events, [
    { type: 'Notification', meaning: 'processing', occurredAt: null },
    { type: 'Notification', meaning: 'processing' },
    { type: 'Lead', meaning: 'processing' },
  ])
})

test('a snapshot tells of consent only what is refused', async t => {
  const flags = { HasOptedOutOfEmail: 'true', DoNotCall: 'false' }
  const { events } = parse(envelope(notification('Lead', flags)))
  t.match(events, [
    { meaning: 'subject.updated', id: '04l5g00000Nb0AAAAZ' },
    { meaning: 'consent.withdrawn', id: '04l5g00000Nb0AAAAZ#consent', type: 'Lead' },
  ])
  t.equal(meanings(callout('Contact.updated', { DoNotCall: false })).length, 1)
  t.strictSame(meanings(callout('Contact.updated', { HasOptedOutOfFax: true })), [
    'subject.updated',
    'consent.withdrawn',
  ])
  t.strictSame(meanings(callout('Case.updated', { DoNotCall: true })), ['communication'])
})

test('a captured change tells both, of the fields that changed', async t => {
  const granted = parse(change('Contact', 'UPDATE', { HasOptedOutOfEmail: false }))
  t.match(granted.events[1], { meaning: 'consent.granted', id: 'tx-1:1#consent' })
  const both = parse(change('Contact', 'UPDATE', { HasOptedOutOfEmail: false, DoNotCall: true }))
  t.strictSame(
    both.events.map(({ id, meaning }) => [id, meaning]),
    [
      ['tx-1:1', 'subject.updated'],
      ['tx-1:1#consent', 'consent.withdrawn'],
      ['tx-1:1#consent-granted', 'consent.granted'],
    ],
  )
  const listed = { changedFields: ['LastName'] }
  const unlisted = change('Contact', 'UPDATE', { DoNotCall: true, LastName: 'Ny' }, listed)
  t.strictSame(meanings(unlisted), ['subject.updated'])
  t.strictSame(meanings(change('Contact', 'UPDATE', { DoNotCall: null })), ['subject.updated'])
  const created = { DoNotCall: true, HasOptedOutOfEmail: false }
  t.strictSame(meanings(change('Contact', 'CREATE', created, { changedFields: [] })), [
    'subject.created',
    'consent.withdrawn',
  ])
})

test('what became of a record', async t => {
  const expected = {
    'Contact.created': 'subject.created',
    'Lead.updated': 'subject.updated',
    'Individual.deleted': 'subject.deleted',
    'Account.deleted': 'processing',
    'Case.created': 'communication',
    'Order.updated': 'transaction',
    'Loyalty_Card__c.updated': 'processing',
    'Contact.merged': 'processing',
    CaseHistory: 'processing',
  }
  for (const [type, meaning] of Object.entries(expected)) {
    t.strictSame(meanings(callout(type)), [meaning], type)
  }
  const person = callout('Account.deleted', { IsPersonAccount: true })
  t.strictSame(meanings(person), ['subject.deleted'])
  const changes = {
    CREATE: 'subject.created',
    UPDATE: 'subject.updated',
    UNDELETE: 'subject.created',
    DELETE: 'subject.deleted',
    GAP_UPDATE: 'processing',
    SOMETHING: 'processing',
  }
  for (const [type, meaning] of Object.entries(changes)) {
    t.strictSame(meanings(change('Contact', type)), [meaning], type)
  }
  t.strictSame(meanings(change('Case', 'GAP_UPDATE')), ['processing'])
})

test('a callout, record by record', async t => {
  const payload = {
    ...callout('Contact.updated'),
    records: [{ Id: '0035g00000Jd1AAAAZ' }, 7, { Id: '003*' }, { Id: '0035g00000Jd2AAAAZ' }],
  }
  const parsed = parse(payload)
  t.equal(parsed.deliveryId, 'm-1')
  t.match(parsed.events, [
    { id: 'm-1:0035g00000Jd1AAAAZ', path: '/records/0' },
    { id: 'm-1:0035g00000Jd2AAAAZ', path: '/records/3', account: '00D5g000004KxQz' },
  ])
  t.match(parsed.rejected, [{ path: '/records/1' }, { path: '/records/2' }])
})

test('times as Apex and as others write them', async t => {
  const time = (occurredAt: unknown) =>
    parse({ ...callout('Contact.updated'), occurredAt }).events[0]?.occurredAt?.toISOString()
  t.equal(time('2026-11-06T05:06:07.000+0000'), '2026-11-06T05:06:07.000Z')
  t.equal(time('2026-11-06T05:06:07+01:30'), '2026-11-06T03:36:07.000Z')
  t.equal(time('2026-11-06T05:06:07Z'), '2026-11-06T05:06:07.000Z')
  for (const other of ['2026-11-06', 'soon', '2026-13-06T05:06:07Z', null, undefined]) {
    t.equal(time(other), undefined, String(other))
  }
})

test('a captured change in each of its wrappers', async t => {
  const bare = change('Contact', 'UPDATE', { LastName: 'Ny' })
  const paths = [
    bare,
    { payload: bare },
    { data: { payload: bare } },
    { detail: { payload: bare } },
  ]
  t.strictSame(
    paths.map(payload => parse(payload).events[0]?.path),
    ['', '/payload', '/data/payload', '/detail/payload'],
  )
})

test('a platform event has fields and no header, and the name of its channel', async t => {
  const at = Date.parse('2026-11-20T09:30:00.000Z')
  const payload = { CreatedDate: '2026-11-20T09:30:00.000Z', Email__c: 'ada@example.com' }
  const cometd = { data: { payload, event: { EventUuid: 'u-1' } }, channel: '/event/Cake__e' }
  t.match(parse(cometd).events, [
    { type: 'Cake__e', meaning: 'processing', path: '/data/payload', id: 'Cake__e:u-1' },
  ])
  const bridge = { 'detail-type': 'Cake__e', detail: { payload: { CreatedDate: at }, id: 'd-1' } }
  const [event] = parse(bridge).events
  t.match(event, { type: 'Cake__e', path: '/detail/payload', id: 'Cake__e:d-1' })
  t.equal(event?.occurredAt?.getTime(), at)
  t.match(parse({ topicName: '/event/Cake__e', replayId: 7, payload }).events, [
    { type: 'Cake__e', id: 'Cake__e:7' },
  ])
  const nameless = parse({ payload, channel: 'ada@example.com' })
  t.match(nameless.events, [{ type: 'PlatformEvent', id: null }])
  t.equal(nameless.deliveryId, null)
})

test('a relay that writes 64 bits as text', async t => {
  const [event] = parse(
    change('Contact', 'UPDATE', {}, { commitTimestamp: '1794481200000' }),
  ).events
  t.equal(event?.occurredAt?.toISOString(), '2026-11-12T11:00:00.000Z')
})

test('the organisation is taken from the body first, and nothing may contradict it', async t => {
  const payload = change('Contact', 'UPDATE')
  const refused = { code: 'unauthorized' }
  const other = '00D5g000009KxQzEAK'
  const source = (id: string) => `aws.partner/salesforce.com/${id}/0YL5g00000Ch1AAAAZ`
  for (const said of [{ organizationId }, { source: source(organizationId) }]) {
    t.equal(parse({ ...said, payload }, null).events.length, 1, 'no header is needed')
    t.equal(parse({ ...said, payload }).events.length, 1)
    t.throws(() => parse({ ...said, payload }, other), refused, 'a contradiction')
  }
  t.throws(() => parse({ organizationId: other, payload }), refused)
  t.throws(() => parse({ source: source(other), payload }), refused)
  t.throws(() => parse({ payload }, null), refused, 'somebody must say it')
})

test('a record that is a consent says whose, of what and on which channel', async t => {
  const party = { PartyId: '0PK5g00000Ia1AAAAZ' }
  const of = (object: string, fields: Record<string, string>, verb = 'created') =>
    parse(callout(`${object}.${verb}`, fields)).events
  const typed = { ...party, ContactPointType: 'Email', DataUsePurposeId: '0ZW5g00000Du1AAAAZ' }
  t.match(of('ContactPointTypeConsent', { ...typed, PrivacyConsentStatus: 'OptOut' }), [
    {
      meaning: 'consent.withdrawn',
      consents: [
        { person: '', channel: 'email', purpose: '0ZW5g00000Du1AAAAZ', state: 'withdrawn' },
      ],
    },
  ])
  t.match(of('PartyConsent', { ...party, PrivacyConsentStatus: 'OptIn' }), [
    { meaning: 'consent.granted', consents: [{ channel: 'any', purpose: 'any' }] },
  ])
  const giver = { ConsentGiverId: '0035g00000Pa1AAAAZ', Status: 'Agreed' }
  t.match(of('AuthorizationFormConsent', giver), [{ meaning: 'consent.granted' }])
  const endUser = { MessageType: 'Text', MessagingConsentStatus: 'OptedOut' }
  t.match(of('MessagingEndUser', endUser), [
    { meaning: 'consent.withdrawn', consents: [{ channel: 'sms', purpose: 'messaging' }] },
  ])
  const silent = [
    of('PartyConsent', { PrivacyConsentStatus: 'OptIn' }),
    of('PartyConsent', { ...party, PrivacyConsentStatus: 'NotSeen' }),
    of('PartyConsent', { ...party, PrivacyConsentStatus: 'OptIn' }, 'deleted'),
    of('Case', { ...party, PrivacyConsentStatus: 'OptIn', Status: 'Agreed' }),
  ]
  for (const [event] of silent) t.equal(event?.consents, undefined)
})

test('records that a gap leaves out are wanted', async t => {
  const wants = (entity: string, type: string, recordIds = ['0035g00000Cd1AAAAZ']) =>
    parse(change(entity, type, {}, { recordIds })).events[0]?.wants?.ref
  t.strictSame(wants('Contact', 'GAP_UPDATE'), {
    object: 'Contact',
    ids: ['0035g00000Cd1AAAAZ'],
    event: 'tx-1:1',
  })
  t.ok(wants('Lead', 'GAP_UNDELETE'))
  t.ok(wants('EmailMessage', 'GAP_CREATE'))
  t.equal(wants('Contact', 'GAP_DELETE'), undefined, 'it is gone')
  t.equal(wants('Contact', 'GAP_OVERFLOW', ['000000000000000AAA']), undefined)
  t.equal(wants('Contact', 'GAP_UPDATE', ['003*', '../x']), undefined)
  t.equal(wants('Loyalty_Card__c', 'GAP_UPDATE'), undefined)
  t.equal(wants('Contact', 'UPDATE'), undefined)
})

test('only the configured organisation', async t => {
  const soap = (OrganizationId: string) => {
    const message = envelope(notification('Contact'))
    message.Envelope.Body.notifications.OrganizationId = OrganizationId
    return message
  }
  t.ok(parse(soap('00D5g000004KxQz')), '15 characters')
  t.ok(parse(soap('00D5g000004KxQzAAA')), 'the checksum does not count')
  t.ok(parse(change('Contact', 'UPDATE'), '00D5g000004KxQz'))
  const refused = { code: 'unauthorized' }
  for (const other of ['00D5g000004KxQZ', '', '00D5g000004KxQzE', `${organizationId}x`]) {
    t.throws(() => parse(soap(other)), refused, other)
    t.throws(() => parse({ ...callout('Contact.updated'), organizationId: other }), refused, other)
    t.throws(() => parse(change('Contact', 'UPDATE'), other), refused, other)
  }
  t.throws(() => parse(change('Contact', 'UPDATE'), ''), refused)
})
