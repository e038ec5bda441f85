import customerIo from '@conduit/adapter-customer-io'
import { propagationSuite } from '@conduit/testing'
import { test } from 'tap'
import { keys, workspace } from './workspace.ts'

const settings = { ...keys, region: 'us' }
const person = (id: string) => ({ object: 'person', id })
const untold = [
  { channel: 'email', purpose: 'topic_1' },
  { channel: 'any', purpose: 'newsletter' },
  { channel: 'any', purpose: 'topic_1.x' },
  { channel: 'post', purpose: 'marketing' },
  { channel: 'constructor', purpose: 'marketing' },
]

const unoffered = [
  { channel: 'any', purpose: 'topic_99' },
  { channel: 'push', purpose: 'marketing' },
]

type Said = { readonly channel: string; readonly purpose: string }

/** Ada, and Bo, who has left on all channels. */
async function start(told: readonly Said[], barred: readonly { object: string; id: string }[]) {
  const { fake, platform, track, api } = await workspace()
  await track.identify('u-1', { email: 'ada@example.com', plan: 'pro' })
  const nothing = { topics: { topic_1: false }, channels: { email: false, sms: false } }
  await track.identify('u-2', { unsubscribed: true, cio_subscription_preferences: nothing })
  fake.settle()
  const [ada] = (await api.getCustomersByEmail('ada@example.com')).results
  const references = [person('u-1'), person(ada.cio_id)]
  return {
    platform,
    people: {
      ...{ references, told, untold, unoffered, barred },
      ...{ gone: person('nobody'), settle: fake.settle },
    },
    get state() {
      return fake.state
    },
  }
}

test('Customer.io is told of all that is sent', t => {
  const told = [{ channel: 'any', purpose: 'marketing' }]
  const own = { adapter: customerIo, settings, start: () => start(told, []) }
  return propagationSuite(t, own)
})

test('Customer.io is told of topics and channels', t => {
  const told = [
    { channel: 'any', purpose: 'topic_1' },
    { channel: 'email', purpose: 'marketing' },
    { channel: 'sms', purpose: 'marketing' },
  ]
  const own = { adapter: customerIo, settings, start: () => start(told, [person('u-2')]) }
  return propagationSuite(t, own)
})

test('without both keys nothing can be told', async t => {
  const decision = { channel: 'any', purpose: 'marketing', state: 'withdrawn', at: new Date(0) }
  for (const without of ['appApiKey', 'siteId', 'trackApiKey'] as const) {
    const { [without]: _left, ...others } = keys
    const own = { settings: { ...others, region: 'us' }, state: {} }
    const planned = customerIo.propagate?.plan(decision as never, [person('u-1')], own as never)
    t.strictSame(planned, [], `without ${without}`)
  }
})
