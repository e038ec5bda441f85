import type { KnownPerson, RedactTask } from '@conduit/core'
import { accessTo, knownAs, knownBy, redactionSuite } from '@conduit/testing'
import { test } from 'tap'
import { referenceTo, settings } from './fake-account.ts'
import { hubspot, scene, start } from './redaction-scene.ts'

test('erasure at HubSpot', t => redactionSuite(t, scene))

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
