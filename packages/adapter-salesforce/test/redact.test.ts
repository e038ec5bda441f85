import assert from 'node:assert/strict'
import salesforce from '@conduit/adapter-salesforce'
import type { RedactTarget } from '@conduit/core'
import { fakeSalesforce } from '@conduit/fake-platforms/salesforce'
import { accessTo, knownAs, knownBy, redactionSuite, statefulPlatform } from '@conduit/testing'
import jsforce from 'jsforce'
import { test } from 'tap'

const settings = {
  organizationId: '00D5g000004KxQzEAK',
  instanceUrl: 'https://sample.my.salesforce.com',
  clientId: 'an-app',
  clientSecret: 'the-secret-of-the-app',
}
const adaMail = String.raw`Ada.O'N\eil@example.com`
const day = 86_400_000

/** An organisation, and the community's client that fills it. */
async function connect() {
  const fake = fakeSalesforce()
  const platform = await statefulPlatform(fake.answer)
  const client = new jsforce.Connection({
    ...{ instanceUrl: platform.origin, accessToken: 'a-token', version: '64.0' },
  })
  const create = async (object: string, fields: Readonly<Record<string, unknown>>) => {
    const made = await client.sobject(object).create(fields)
    return made.id ?? ''
  }
  /** For good. */
  const destroy = async (object: string, id: string) => {
    await client.sobject(object).delete(id)
    await client.soap.emptyRecycleBin([id])
    fake.settle()
  }
  const held = () => [...fake.state].map(([name, records]) => [name, [...records]])
  return { fake, platform, client, create, destroy, held }
}

const target = (object: string, id: string) =>
  ({ target: { object, id }, action: 'erase', expected: 'erased' }) as const

/** A contact with her individual, somebody of the same name, and a contact that was purged. */
async function start() {
  const { fake, platform, create, destroy, held } = await connect()
  const IndividualId = await create('Individual', { LastName: 'Individual of Ada' })
  const contact = await create('Contact', {
    ...{ FirstName: 'Ada', LastName: 'O’Neil', Email: adaMail, Phone: '+1 (202) 555-0101' },
    ...{ MailingStreet: '1 Sample Street', IndividualId },
  })
  await create('Contact', { FirstName: 'Ada', LastName: 'O’Neil', Email: 'bo@example.com' })
  await create('Task', { WhoId: contact, Subject: 'Call her.' })
  const gone = await create('Contact', { LastName: 'Gone', Email: 'gone@example.com' })
  await destroy('Contact', gone)
  const company = await create('Account', { Name: 'A company.' })
  return {
    platform,
    get state() {
      return held()
    },
    people: {
      person: [
        knownBy('email', adaMail),
        knownBy('email', adaMail.toUpperCase()),
        knownBy('phone', '+12025550101'),
        knownBy('account_id', contact),
        knownAs('Contact', contact.slice(0, 15)),
        {
          identifiers: knownBy('email', adaMail).identifiers,
          references: [{ object: 'Individual', id: IndividualId }],
        },
      ],
      goes: ['eil@example.com', '555-0101', '1 Sample Street', 'Individual of Ada'],
      stays: ['Call her.'],
      others: ['bo@example.com', 'O’Neil', 'A company.'],
      strangers: [
        knownBy('email', "x@example.com' OR Email LIKE '%"),
        knownBy('email', 'gone@example.com'),
        knownBy('phone', '202 555 0101'),
        knownBy('account_id', `${contact}' OR Id > '0`),
        knownAs('Contact', '../query'),
        knownAs('Contact', gone),
        knownAs('toString', contact),
      ],
      gone: [
        target('Contact', gone),
        target('Lead', '00Q5g000099zzzzAAA'),
        // What is no person is none that there is.
        target('Account', company),
      ],
      outcomes: {
        related: 'manual_required' as const,
        Contact: 'erased' as const,
        Individual: 'erased' as const,
      },
      settle: () => fake.settle(),
    },
  }
}

test('erasure in Salesforce', t => redactionSuite(t, { adapter: salesforce, settings, start }))

/** What erasing comes to by hand, a step at a time. */
async function worked() {
  const { platform, ...organisation } = await connect()
  const { redact } = salesforce
  assert.ok(redact !== undefined)
  const own = { settings, state: {} }
  const erase = async (
    { target, action }: RedactTarget,
    steps: number,
    since: { readonly at: Date; readonly progress: { readonly step: string } } | null = null,
  ) => {
    let accepted = since
    let result: unknown
    for (let step = 0; step < steps; step++) {
      const { platform: way } = await accessTo({ adapter: salesforce, settings }, platform)
      const key = '0'.repeat(64)
      const next = await redact.erase({ target, action, key, accepted }, own, way)
      result = next
      if ('again' in next && next.progress) {
        accepted = { at: way.now, progress: { step: String(next.progress.step) } }
      }
    }
    return result
  }
  const find = async (email: string) => {
    const { platform: way } = await accessTo({ adapter: salesforce, settings }, platform)
    return await redact.find(knownBy('email', email), own, way)
  }
  const check = async ({ target, action }: RedactTarget) => {
    const { platform: way } = await accessTo({ adapter: salesforce, settings }, platform)
    const task = { target, action, key: '0'.repeat(64), accepted: null }
    return await redact.check(task, own, way)
  }
  return { ...organisation, platform, erase, find, check }
}

test('what cannot be deleted is overwritten, and bars advertising', async t => {
  const { platform, create, fake, erase } = await worked()
  t.teardown(() => platform.close())
  const ContactId = await create('Contact', {
    ...{ FirstName: 'Ada', LastName: 'Sample', Email: 'ada@example.com', Birthdate: '1990-02-03' },
    HasOptedOutOfEmail: false,
  })
  await create('Case', { ContactId, Subject: 'Open.' })
  t.match(await erase(target('Contact', ContactId), 1), { outcome: 'anonymised' })
  t.match(fake.state.get('Contact')?.get(ContactId), {
    ...{ FirstName: null, LastName: 'Redacted', Email: null, Birthdate: null },
    HasOptedOutOfEmail: true,
  })
  const before = JSON.stringify([...(fake.state.get('Contact')?.values() ?? [])])
  t.match(await erase(target('Contact', ContactId), 1), { outcome: 'not_found' }, 'it is no harm')
  t.equal(JSON.stringify([...(fake.state.get('Contact')?.values() ?? [])]), before)
})

test('what lies in the recycle bin already is purged, and what stays there is not erased', async t => {
  const { platform, client, create, fake, erase } = await worked()
  t.teardown(() => platform.close())
  const first = await create('Contact', { LastName: 'Sample' })
  await client.sobject('Contact').delete(first)
  t.match(await erase(target('Contact', first), 1), { outcome: 'erased' })
  fake.settle()
  t.notOk(fake.state.get('Contact')?.has(first))

  const second = await create('Contact', { LastName: 'Sample' })
  await client.sobject('Contact').delete(second)
  await client.soap.emptyRecycleBin([second])
  const now = Date.parse('2026-11-12T10:00:00Z')
  const since = (ago: number) => ({ at: new Date(now - ago), progress: { step: 'deleted' } })
  t.match(await erase(target('Contact', second), 1, since(0)), { waitsFor: 'physical_delete' })
  t.match(await erase(target('Contact', second), 1, since(2 * day)), {
    ...{ outcome: 'archived_reversible', instructions: /recycle bin/ },
    until: new Date(now + 13 * day),
  })
})

test('each kind of record has its own end', async t => {
  const { platform, create, find, check } = await worked()
  t.teardown(() => platform.close())
  const Email = 'ada@example.com'
  const IndividualId = await create('Individual', { LastName: 'Of two.' })
  await create('Contact', { LastName: 'Bo', Email: 'bo@example.com', IndividualId })
  await create('Case', { SuppliedEmail: Email, Subject: 'By a form.' })
  await create('Lead', { LastName: 'Sample', Company: 'Ada’s', Email, IndividualId })
  await create('User', { LastName: 'Sample', Email })
  await create('Account', { FirstName: 'Ada', LastName: 'Sample', PersonEmail: Email })
  const found = (await find(Email)).map(each => [each.target.object, each.action])
  t.strictSame(found, [
    ['User', 'by_hand'],
    ['Case', 'erase'],
    ['Lead', 'erase'],
    ['Account', 'erase'],
    ['Individual', 'keep'],
  ])
  const user = { object: 'User', id: (await find(Email))[0]?.target.id ?? '' }
  t.match(await check({ target: user, action: 'by_hand', expected: 'manual_required' }), {
    found: 'remains',
  })
})
