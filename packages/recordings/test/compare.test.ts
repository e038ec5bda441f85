import type { ConsentStatement, IntegrationAdapter } from '@conduit/core'
import { compareRecording, playRecording, type Recording } from '@conduit/recordings'
import { Type } from '@sinclair/typebox'
import { test } from 'tap'
import { parcel, type RecordingChanges, recordingOf, samples } from './support/parcel.ts'

const sent = { type: 'parcel.sent', meaning: 'processing', occurredAt: null } as const
const id = { id: 'p-1' }

async function differencesOf(way: Parameters<typeof parcel>[0], recording: Recording) {
  return compareRecording(recording, await playRecording(parcel(way), samples, recording))
    .differences
}

/** Parcel whose events are choices of consent, and state these. */
function stating(consents: readonly ConsentStatement[]): IntegrationAdapter {
  const adapter: IntegrationAdapter = parcel('token')
  return {
    ...adapter,
    parseEvent(delivery, integration) {
      const parsed = adapter.parseEvent(delivery, integration)
      const events = parsed.events.map(event => {
        return { ...event, meaning: 'consent.granted' as const, consents }
      })
      return { ...parsed, events }
    },
  }
}

test('a HEAD handshake is answered with nothing', async t => {
  const head = { method: 'HEAD', path_suffix: '/event', headers: {} }
  const expect = {
    responseBody: '',
    responseHeadersAbsent: ['set-cookie'],
    events: [],
    deliveryId: null,
  }
  t.strictSame(await differencesOf('token', recordingOf([], { request: head, expect })), [])
  const wrong = { ...expect, responseBody: 'x', responseHeadersAbsent: ['date'] }
  t.equal(
    (await differencesOf('token', recordingOf([], { request: head, expect: wrong }))).length,
    2,
  )
})

test('XML replies are compared by what they say', async t => {
  const request = {
    ...{ method: 'POST', path_suffix: '/event', headers: { 'content-type': 'text/xml' } },
    body: '<Parcels><Parcel><id>p-9</id><to><email>to@example.com</email></to></Parcel></Parcels>',
  }
  const expect = {
    responseBody: '<?xml version="1.0"?>\n<Ack xmlns="urn:parcel"> true </Ack>',
    responseBodyCompare: 'xml-equivalent' as const,
    responseContentType: 'text/xml',
    events: [{ ...sent, id: 'p-9' }],
    pii: [{ path: '/Parcels/Parcel/to/email', category: 'email' as const }],
  }
  t.strictSame(await differencesOf('token', recordingOf([], { request, expect })), [])
  for (const responseBody of [
    '<Ack xmlns="urn:other">true</Ack>',
    '<Ack xmlns="urn:parcel">false</Ack>',
    '<Ack xmlns="urn:parcel" of="1">true</Ack>',
    '<Ack xmlns="urn:parcel"><Ack>true</Ack></Ack>',
    '<Ack xmlns="urn:parcel">true',
    '',
  ]) {
    const other = { ...expect, responseBody }
    t.match(await differencesOf('token', recordingOf([], { request, expect: other })), [
      /^reply body/,
    ])
  }
})

test('several people of one event, and phones that nobody can look up', async t => {
  const parcels = [
    {
      ...id,
      from: { email: 'from@example.com' },
      to: { email: 'to@example.com', phone: '555 0100' },
    },
  ]
  const email = (value: string) => ({ category: 'email' as const, value })
  const phone = { category: 'phone' as const, value: '555 0100' }
  const people = (...others: { identifiers: (ReturnType<typeof email> | typeof phone)[] }[]) =>
    recordingOf(parcels, {
      expect: {
        events: [sent],
        subject: { identifiers: [email('from@example.com')] },
        otherSubjects: others,
      },
    })
  const right = people({ identifiers: [email('to@example.com'), phone] })
  const { differences, notes } = compareRecording(
    right,
    await playRecording(parcel('token'), samples, right),
  )
  t.strictSame(differences, [])
  t.match(notes, [/phone "555 0100" .* skipped/])
  t.match(
    await differencesOf(
      'token',
      people({ identifiers: [email('from@example.com'), email('to@example.com')] }),
    ),
    [/not those of one person/],
  )
  t.match(await differencesOf('token', people({ identifiers: [email('who@example.com')] })), [
    /was not found/,
    /not those of one person/,
  ])
})

test('of two people each has said what is expected of this one', async t => {
  const newsletter = { person: '/from', channel: 'email', purpose: 'newsletter', state: 'granted' }
  const reminders = { person: '/to', channel: 'sms', purpose: 'reminders', state: 'withdrawn' }
  const differencesOf = async (...consents: readonly object[]) => {
    const adapter = stating(consents as readonly ConsentStatement[])
    return compareRecording(both, await playRecording(adapter, samples, both)).differences
  }
  const of = (value: string) => ({ category: 'email' as const, value })
  const both = recordingOf(
    [{ ...id, from: { email: 'from@example.com' }, to: { email: 'to@example.com' } }],
    {
      expect: {
        events: [{ ...sent, meaning: 'consent.granted' }],
        consent: [
          { meaning: 'consent.granted', identifier: of('from@example.com') },
          {
            ...{ meaning: 'consent.withdrawn', identifier: of('to@example.com') },
            ...{ channel: 'sms', purpose: 'reminders' },
          },
        ],
      },
    },
  )
  t.strictSame(await differencesOf(newsletter, reminders), [])
  t.strictSame(await differencesOf({ ...newsletter, state: 'withdrawn' }, reminders), [
    'consent: no consent.granted of email "from@example.com"',
  ])
  for (const other of [{ state: 'granted' }, { channel: 'email' }, { purpose: 'newsletter' }]) {
    t.strictSame(await differencesOf(newsletter, { ...reminders, ...other }), [
      'consent: no consent.withdrawn of email "to@example.com" sms reminders',
    ])
  }
  t.match(await differencesOf(), [
    'parcel.sent: it means consent.granted, but its consents say nothing',
    /^consent: no consent.granted/,
    /^consent: no consent.withdrawn/,
  ])
  const lost = await differencesOf(newsletter, { ...reminders, person: '/nobody' })
  t.match(
    lost[1],
    /^1 items were rejected instead of 0 \(a statement of consent that belongs to no/,
  )
})

test('where the envelope does not match is told', async t => {
  const payload = Type.Object({ parcels: Type.Array(Type.Object({ weight: Type.Number() })) })
  const { endpoint, ...rest } = parcel('token')
  const strict = { ...rest, endpoint: endpoint && { ...endpoint, payload } }
  const recording = recordingOf([id])
  const { differences } = compareRecording(
    recording,
    await playRecording(strict, samples, recording),
  )
  t.match(differences[0], /^status: 400 instead of 200 \(.*\/parcels\/0\/weight: Expected/)
})

const page = {
  changes: [{ id: 'r-1', optIn: true, reader: { email: 'reader@example.com' } }],
  next: '8124',
}

function changed(expect: Partial<Recording['expect']>, more: RecordingChanges = {}): Recording {
  return recordingOf([], {
    credentials: { accessToken: 'at', pageToken: '8123' },
    request: {
      ...{ method: 'POST', path_suffix: '/event', body: '{"changed":true}' },
      headers: { 'content-type': 'application/json' },
    },
    fetchback: [
      {
        request: {
          url: 'https://api.parcel.example/changes?pageToken=8123',
          matchQuery: ['pageToken'],
          headers: { Authorization: 'Bearer at' },
        },
        response: { status: 200, body: JSON.stringify(page) },
      },
    ],
    ...more,
    expect,
  })
}

const read = { type: 'parcel.read', meaning: 'consent.granted', occurredAt: null } as const

test('what is read back is compared: events, personal data, consent, state', async t => {
  const right = changed({
    ...{ deliveryId: 'change', outcome: 'ok', nextPageToken: '8124' },
    events: [{ ...read, id: 'r-1' }],
    consent: [
      {
        meaning: 'consent.granted',
        identifier: { category: 'email', value: 'reader@example.com' },
      },
    ],
    pii: [{ path: '/changes/0/reader/email', category: 'email', in: 'fetchback/0' }],
  })
  t.strictSame(await differencesOf('token', right), [])
  const wrong = changed({
    ...{ deliveryId: 'x', outcome: 'partial', nextPageToken: '9', retryAfterSeconds: 3 },
    events: [read],
    consent: [{ meaning: 'consent.withdrawn' }],
    pii: [{ path: '/changes/0/reader/email', category: 'email' }],
  })
  t.match(await differencesOf('token', wrong), [
    /^outcome: "ok" instead of "partial"/,
    /^retryAfterSeconds/,
    /^state.pageToken: "8124" instead of "9"/,
    /^deliveryId: "change" instead of "x"/,
    /^consent: no consent.withdrawn/,
    /^not found: email at .* of request.body/,
  ])
})

test('calls that are not expected, not made or forbidden are told', async t => {
  const unexpected = changed({ events: [] }, { fetchback: [] })
  t.match(await differencesOf('token', unexpected), [/^a call that is not expected: GET https:/])
  const never = changed({ events: [read], mustNotFetch: true })
  t.match(await differencesOf('token', never), [/^a call that must not be made/])
  const idle = recordingOf([id], {
    credentials: { accessToken: 'at' },
    fetchback: changed({}).fetchback ?? [],
    expect: { events: [sent] },
  })
  t.match(await differencesOf('token', idle), [/^a call that was not made: GET https:/])
  const calm = recordingOf([id], { expect: { events: [sent], mustNotFetch: true } })
  t.strictSame(await differencesOf('token', calm), [])
})

test('settings that the schema does not take are told', async t => {
  const recording = recordingOf([id], {
    credentials: { unheard: 'of' },
    expect: { events: [sent] },
  })
  t.match(await differencesOf('token', recording), [
    /^credentials do not fit the settings: \/unheard/,
  ])
})

test('form bodies are read and compared in their decoded form', async t => {
  const parcels = JSON.stringify([{ id: 'p-5', to: { email: 'form@example.com' } }])
  const recording = recordingOf([], {
    request: {
      ...{ method: 'POST', path_suffix: '/event', body: `parcels=${encodeURIComponent(parcels)}` },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    },
    expect: {
      events: [{ ...sent, id: 'p-5' }],
      pii: [{ path: '/parcels/*/to/email', category: 'email' }],
    },
  })
  t.strictSame(await differencesOf('token', recording), [])
})
