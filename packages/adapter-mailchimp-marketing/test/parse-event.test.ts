import { readFileSync } from 'node:fs'
import mailchimpMarketing from '@conduit/adapter-mailchimp-marketing'
import { compileRows, pick } from '@conduit/core'
import { settingsFaults } from '@conduit/core/host'
import { test } from 'tap'
import { decoded, requestOf } from './request.ts'

type Settings = Parameters<typeof mailchimpMarketing.parseEvent>[1]['settings']

function parse(body: string) {
  const delivery = { ...requestOf(body), payload: decoded(body) }
  return mailchimpMarketing.parseEvent(delivery, { settings: {}, state: {} })
}

function personalDataOf(body: string, settings: Settings = {}) {
  const [event] = parse(body).events
  if (event === undefined) throw new Error('no event')
  const rows = compileRows(mailchimpMarketing.tables.pii, mailchimpMarketing.rows?.(settings))
  const found = pick(rows, event)
  const { fields, people } = mailchimpMarketing.extractPii(event, { settings, state: {} }, found)
  return {
    fields: fields.map(({ path, category }) => `${path} ${category}`).sort(),
    people,
  }
}

const meaningOf = (body: string) => parse(body).events[0]?.meaning

test('each type has its meaning, by action and reason', async t => {
  const expected: Record<string, string> = {
    'type=subscribe': 'consent.granted',
    'type=unsubscribe': 'consent.withdrawn',
    'type=unsubscribe&data[action]=unsub&data[reason]=manual': 'consent.withdrawn',
    'type=unsubscribe&data[action]=delete&data[reason]=manual': 'subject.deleted',
    'type=unsubscribe&data[action]=delete': 'subject.deleted',
    'type=unsubscribe&data[action]=delete&data[reason]=abuse': 'consent.withdrawn',
    'type=profile': 'subject.updated',
    'type=profile&data[action]=delete&data[reason]=abuse': 'subject.updated',
    'type=upemail': 'subject.updated',
    'type=cleaned&data[reason]=hard': 'processing',
    'type=cleaned&data[reason]=abuse': 'consent.withdrawn',
    'type=campaign': 'communication',
    'type=never_heard_of': 'processing',
    'type=constructor': 'processing',
  }
  for (const [body, wanted] of Object.entries(expected)) t.equal(meaningOf(body), wanted, body)
})

test('the time is UTC; one of another form is unknown', async t => {
  const at = (text: string) => parse(`type=profile&fired_at=${text}`).events[0]?.occurredAt ?? null
  t.equal(at('2026-10-14+09:30:11')?.toISOString(), '2026-10-14T09:30:11.000Z')
  for (const odd of ['', 'yesterday', '2026-13-14+09:30:11', '14/10/2026+09:30:11', '1791970211']) {
    t.equal(at(odd), null, odd)
  }
  t.equal(parse('type=profile&fired_at[x]=1').events[0]?.occurredAt, null)
})

test('it is known by its whole body', async t => {
  const one = parse('type=cleaned&data[email]=ada@example.com')
  t.match(one.deliveryId, /^sha256:[0-9a-f]{64}$/)
  t.not(one.deliveryId, parse('type=cleaned&data[email]=bob@example.com').deliveryId)
  t.match(one.events, [{ id: null, keys: undefined }])
})

test('an address is either one text or in parts, and tells the country of the phone', async t => {
  const whole = personalDataOf('type=profile&data[merges][ADDRESS]=1+Main+St')
  t.strictSame(whole.fields, ['/data/merges/ADDRESS postal_address'])
  const parts = personalDataOf(
    'type=profile&data[merges][ADDRESS][city]=Lyon&data[merges][ADDRESS][country]=FR&data[merges][PHONE]=0199000042',
  )
  t.strictSame(parts.fields, [
    '/data/merges/ADDRESS/city postal_address',
    '/data/merges/ADDRESS/country postal_address',
    '/data/merges/PHONE phone',
  ])
  t.match(parts.people, [{ identifiers: [{ category: 'phone', region: 'FR' }] }])
})

test('other merge fields are what their tags say, else free text; tags are not repeated', async t => {
  const body =
    'type=profile&data[merges][FNAME]=Ada&data[merges][SHOESIZE]=44&data[merges][SHIPTO][city]=Lyon&data[merges][NOTE]='
  t.strictSame(personalDataOf(body).fields, [
    '/data/merges/* free_text',
    '/data/merges/*/* postal_address',
    '/data/merges/FNAME name',
  ])
})

test('the operator says what other merge fields hold', async t => {
  const body =
    'type=profile&data[merges][SHOESIZE]=44&data[merges][SHIPTO][city]=Lyon&data[merges][EMAIL2]=bob@example.com'
  const mergeTags = { SHOESIZE: 'demographic', SHIPTO: 'postal_address', EMAIL2: 'email' } as const
  const { fields, people } = personalDataOf(body, { mergeTags })
  t.strictSame(fields, [
    '/data/merges/EMAIL2 email',
    '/data/merges/SHIPTO/* postal_address',
    '/data/merges/SHOESIZE demographic',
  ])
  t.strictSame(
    people.flatMap(({ identifiers }) => identifiers),
    [],
    'it may be somebody else’s',
  )
  const faults = (value: string, tag = 'A') =>
    settingsFaults(mailchimpMarketing, { mergeTags: { [tag]: value } }).length
  t.equal(faults('email'), 0)
  t.not(faults('unheard_of'), 0)
  t.not(faults('email', 'a/b'), 0)
})

test('an old and a new address are one person', async t => {
  const { people } = personalDataOf(
    'type=upemail&data[new_id]=90ab12cd34&data[new_email]=new@example.com&data[old_email]=old@example.com',
  )
  t.match(people, [{ identifiers: { length: 3 }, references: { length: 2 } }])
})

test('nobody is in a campaign', async t => {
  t.strictSame(personalDataOf('type=campaign&data[id]=7bb4418825&data[subject]=Hello'), {
    fields: ['/data/subject free_text'],
    people: [],
  })
})

test('connecting and erasing are explained to a person', async t => {
  const { connect, erase } = mailchimpMarketing.guides
  t.match(readFileSync(erase, 'utf8'), /delete-permanent/)
  t.match(readFileSync(connect, 'utf8'), /signingSecret/)
})
