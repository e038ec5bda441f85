import adapter from '@conduit/adapter-hubspot'
import type { IntegrationAdapter } from '@conduit/core'
import { accessTo, propagationSuite } from '@conduit/testing'
import { test } from 'tap'
import { fakeAccount, letters, offers, referenceTo, settings } from './fake-account.ts'

/** As a server has it, which knows no settings. */
const hubspot: IntegrationAdapter = adapter

const decision = {
  ...{ channel: 'email', purpose: `subscription ${letters}` },
  ...({ state: 'granted', at: new Date('2024-02-29T08:00:00Z') } as const),
}
const all = { ...decision, purpose: 'marketing', state: 'withdrawn' } as const

async function start() {
  const account = await fakeAccount()
  const ada = await account.contact({ email: 'ada@example.com' })
  const gone = await account.contact({ email: 'gone@example.com' })
  await account.client.crm.contacts.basicApi.archive(gone)
  return {
    ...account,
    ada: referenceTo(ada),
    get state() {
      return account.state
    },
    people: {
      references: [referenceTo(ada), { object: 'contact', id: 'none' }],
      told: [letters, offers].map(id => ({ channel: 'email', purpose: `subscription ${id}` })),
      untold: [
        { channel: 'sms', purpose: `subscription ${letters}` },
        { channel: 'email', purpose: 'subscription 1/../2' },
        { channel: 'email', purpose: 'newsletter' },
      ],
      gone: referenceTo(gone),
    },
  }
}

const open = async ({ platform }: Awaited<ReturnType<typeof fakeAccount>>) =>
  await accessTo({ adapter: hubspot, settings }, platform)

test('telling HubSpot', t => propagationSuite(t, { adapter: hubspot, settings, start }))

test('somebody who left by HubSpot’s own page is brought back by their decision elsewhere', async t => {
  const account = await start()
  t.teardown(() => account.platform.close())
  const { own, platform } = await open(account)
  const { statusApi } = account.client.communicationPreferences
  const left = { emailAddress: 'ada@example.com', subscriptionId: `${letters}` }
  await statusApi.unsubscribe(left)
  t.equal(await hubspot.propagate?.look(account.ada, decision, own, platform), 'withdrawn')
  t.equal(await hubspot.propagate?.tell(account.ada, decision, own, platform), 'told')
  const kept = account.fake.state.statuses.get(`ada@example.com ${letters}`)
  t.match(kept, { status: 'SUBSCRIBED', legalBasisExplanation: /2024-02-29T08:00:00.000Z/ })
})

test('all e-mail is withdrawn, and not granted', async t => {
  const account = await start()
  t.teardown(() => account.platform.close())
  const { own, platform } = await open(account)
  const { propagate } = hubspot
  t.strictSame(propagate?.plan({ ...all, state: 'granted' }, [account.ada], own), [])
  t.strictSame(propagate?.plan(all, [account.ada], own), [account.ada])
  t.equal(await propagate?.look(account.ada, all, own, platform), 'unknown')
  for (const _ of 'twice') {
    t.equal(await propagate?.tell(account.ada, all, own, platform), 'told')
    t.equal(await propagate?.look(account.ada, all, own, platform), 'withdrawn')
  }
  t.equal(await propagate?.look(account.ada, decision, own, platform), 'withdrawn')
  t.equal(await propagate?.tell(account.ada, decision, own, platform), 'refused')
})

test('who has no address, and a subscription type that there is not', async t => {
  const account = await start()
  t.teardown(() => account.platform.close())
  const { own, platform } = await open(account)
  const bo = referenceTo(await account.contact({ lastname: 'Other' }))
  t.equal(await hubspot.propagate?.tell(bo, decision, own, platform), 'not_found')
  t.equal(await hubspot.propagate?.look(bo, decision, own, platform), 'unknown')
  const unknown = { ...decision, purpose: 'subscription 1' }
  t.equal(await hubspot.propagate?.tell(account.ada, unknown, own, platform), 'refused')
  t.equal(await hubspot.propagate?.look(account.ada, unknown, own, platform), 'unknown')
})
