import adapter from '@conduit/adapter-hubspot'
import type { IntegrationAdapter, KnownPerson, RedactTask } from '@conduit/core'
import { accessTo, knownAs, knownBy, redactionSuite } from '@conduit/testing'
import { test } from 'tap'
import { fakeAccount, referenceTo, settings } from './fake-account.ts'

/** As a server has it, which knows no settings. */
const hubspot: IntegrationAdapter = adapter
const adaMail = 'Ada@example.com'
const erased = { action: 'erase', expected: 'erased' } as const

/** Ada with a note and a ticket, somebody of her name, and somebody who was deleted for good. */
async function start() {
  const account = await fakeAccount()
  const { fake, client } = account
  const named = { firstname: 'Ada', lastname: 'Sample' }
  const phone = '+1 (202) 555-0101'
  const more = { hs_additional_emails: 'ada.two@example.com' }
  const ada = await account.contact({ email: adaMail, phone, ...named, ...more })
  await account.hang(ada, 'notes', { hs_note_body: 'Her parcel is late' })
  await account.hang(ada, 'tickets', { subject: 'Parcel', content: 'It is lost' })
  const other = await account.contact({ email: 'other@example.com', ...named, phone: '555-0101' })
  await account.hang(other, 'notes', { hs_note_body: 'Of the other Ada' })
  const gone = await account.contact({ email: 'gone@example.com', lastname: 'Gone' })
  await client.crm.contacts.basicApi.purge({ objectId: gone })
  fake.settle()
  return {
    ...account,
    ada,
    get state() {
      return Object.values(fake.state).map(each => [...each])
    },
    people: {
      person: [
        knownBy('email', adaMail),
        knownBy('email', 'ada.two@example.com'),
        knownBy('phone', '+12025550101'),
        knownBy('account_id', `contact:${ada}`),
        knownAs('contact', ada),
        { ...knownBy('email', adaMail), references: [referenceTo(ada), referenceTo(gone)] },
      ],
      goes: ['ada@example.com', 'ada.two@example.com', phone],
      stays: ['Her parcel is late', 'It is lost'],
      others: ['other@example.com', 'Of the other Ada', '555-0101'],
      strangers: [
        knownBy('email', 'ada@example.org'),
        knownBy('email', 'two@example.com'),
        knownBy('email', 'gone@example.com'),
        knownBy('email', '*'),
        knownBy('phone', '5550101'),
        knownBy('account_id', ada),
        knownAs('contact', gone),
        knownAs('contact', `${ada}?archived=true`),
        knownAs('deal', ada),
      ],
      gone: [
        { target: referenceTo(gone), ...erased },
        { target: referenceTo('17'), ...erased },
      ],
      outcomes: {
        contact: 'erased',
        note: 'manual_required',
        ticket: 'manual_required',
      } as const,
      settle: () => fake.settle(),
    },
  }
}

test('erasure at HubSpot', t => redactionSuite(t, { adapter: hubspot, settings, start }))

const taskOf = (id: string): RedactTask => ({
  ...{ target: referenceTo(id), action: 'erase', key: '0'.repeat(64), accepted: null },
})

/** What is asked of an account, as a server does. */
async function begin() {
  const account = await start()
  const { own, platform } = await accessTo({ adapter: hubspot, settings }, account.platform)
  return {
    ...account,
    find: (known: KnownPerson) => hubspot.redact.find(known, own, platform),
    erase: async (id: string) => await hubspot.redact.erase(taskOf(id), own, platform),
    check: async (id: string) => await hubspot.redact.check(taskOf(id), own, platform),
  }
}

test('no address is ever sent to be deleted, as it would be blocked', async t => {
  const { platform, fake, ada, find, erase } = await begin()
  t.teardown(() => platform.close())
  await find(knownBy('email', 'nobody@example.com'))
  await erase(ada)
  const sent = platform.calls.filter(({ url }) => url.pathname.endsWith('gdpr-delete'))
  t.strictSame(JSON.parse(sent.at(-1)?.body ?? ''), { objectId: ada })
  t.equal(fake.state.blocked.size, 0)
})

test('the recycle bin is not erased', async t => {
  const { platform, client, ada, find, erase, check } = await begin()
  t.teardown(() => platform.close())
  await client.crm.contacts.basicApi.archive(ada)
  const until = new Date('2027-02-10T10:00:00.000Z')
  t.match(await find(knownAs('contact', ada)), [{ action: 'by_hand', until }])
  t.match(await erase(ada), { outcome: 'manual_required' })
  t.match(await check(ada), { found: 'remains' })
})

test('kinds that the app may not read are told, and keep nothing from being erased', async t => {
  const { platform, fake, ada, find, erase } = await begin()
  t.teardown(() => platform.close())
  fake.scopes.delete('tickets')
  const targets = await find(knownAs('contact', ada))
  t.strictSame(
    targets.map(({ target }) => target.object),
    ['note', 'contact'],
  )
  t.match(targets.at(-1)?.retained?.at(-1), /may not read: ticket$/)
  fake.scopes.delete('crm.objects.contacts.write')
  await t.rejects(erase(ada), { code: 'auth_failed', status: 403 })
})
