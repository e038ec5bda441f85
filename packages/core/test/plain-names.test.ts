import type { PlatformEvent } from '@conduit/core'
import { receive, runRead } from '@conduit/core/host'
import { test } from 'tap'
import { Agent } from 'undici'
import { acmeStore, acmeWith, appOf, bodyOf, receiverOf } from './acme.ts'
import { requestOf } from './support/request-of.ts'

const longest = 'x'.repeat(100)
const unfit = ['ada@example.com', '<b>Ada</b>', 'Ada >', `${longest}x`]

/** A delivery of one member, with an id of its own. */
function bodyWith(id: string, ...events: readonly Record<string, unknown>[]) {
  return JSON.stringify({ ...JSON.parse(bodyOf(...events)), id })
}

test('an event whose type or account could be a value is rejected, the others are kept', async t => {
  for (const member of ['type', 'account']) {
    for (const text of unfit) {
      const { store, post } = await appOf()
      const reply = await post(bodyOf({ id: 7 }, { id: 8, [member]: text }))
      t.equal(reply.statusCode, 200)
      t.match(store.deliveries, [
        { rejected: 1, activities: [{ position: 0 }], quarantine: { step: 'extract' } },
      ])
      t.match(store.deliveries[0]?.quarantine?.reason, /^a type or an account/)
      t.notOk(JSON.stringify([store.deliveries, store.activities]).includes(text), text)
    }
    const { store, post } = await appOf()
    await post(bodyOf({ id: 8, [member]: longest }))
    t.match(store.activities, [{ [member]: longest }])
  }
})

test('a delivery id that could be a value is kept as a keyed hash', async t => {
  for (const id of unfit) {
    const { store, post } = await appOf()
    t.equal((await post(bodyWith(id, { id: 7 }))).json().data.duplicate, false)
    t.match(store.deliveries, [{ platformDeliveryId: /^hashed:[0-9a-f]{64}$/, rejected: 0 }])
    t.notOk(JSON.stringify([store.deliveries, store.activities]).includes(id), id)
    t.equal((await post(bodyWith(id, { id: 7 }))).json().data.duplicate, true, 'known again')
    t.equal((await post(bodyWith(`${id}2`, { id: 7 }))).json().data.duplicate, false)
    const [first, second] = store.deliveries
    t.not(first?.platformDeliveryId, second?.platformDeliveryId)
  }
  const { store, post } = await appOf()
  await post(bodyWith(longest, { id: 7 }))
  t.match(store.deliveries, [{ platformDeliveryId: longest }])
})

test('what is read at the platform is held to the same', async t => {
  const further: PlatformEvent = {
    ...{ type: 'member.read', meaning: 'subject.updated', occurredAt: null, id: null },
    ...{ path: '', data: {}, account: 'ada@example.com' },
  }
  const adapter = acmeWith({
    hosts: () => ['acme.example.com'],
    read: async () => ({ event: null, further: [further, { ...further, account: 'ours' }] }),
  })
  const { receiver, integration, store } = receiverOf(adapter, acmeStore())
  await receive(receiver, integration, requestOf(bodyOf({ thin: 'm1' })))
  const transport = { dispatcher: new Agent() }
  t.match(await runRead({ receiver, integration, transport }), { rejected: 1 })
  t.match(store.activities.at(-1), { account: 'ours' })
  t.notMatch(JSON.stringify(store.activities), 'ada@example.com')
})
