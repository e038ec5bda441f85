import customerIo from '@conduit/adapter-customer-io'
import { exportSuite } from '@conduit/testing'
import { SendEmailRequest } from 'customerio-node'
import { test } from 'tap'
import { keys, workspace } from './workspace.ts'

const adaMail = 'Ada@example.com'
const settings = { appApiKey: keys.appApiKey, region: 'eu' }
const identified = (category: 'email' | 'phone' | 'account_id', value: string) => ({
  identifiers: [{ category, value }],
  references: [],
})
const person = (id: string) => ({ object: 'person', id })
const known = (id: string) => ({ identifiers: [], references: [person(id)] })

/** Ada with all that hangs on a person; Bo, whose own id is Ada's at Customer.io; two who are gone. */
async function start() {
  const { fake, platform, track, api } = await workspace()
  await track.identify('u-1', {
    ...{ email: adaMail, name: 'Ada Sample', phone: '+12025550101', vip: true },
    address: { street: '1 Sample Street' },
    cio_subscription_preferences: { topics: { topic_7: false } },
  })
  await track.addDevice('u-1', 'device-of-ada', 'ios')
  for (let number = 0; number < 120; number++)
    await track.track('u-1', { name: `viewed ${number}.` })
  const course = { identifiers: { object_type_id: '1', object_id: 'course-of-ada' } }
  const relating = { type: 'person', identifiers: { id: 'u-1' }, action: 'add_relationships' }
  await track.batch([{ ...relating, cio_relationships: [course] }])
  await track.identify('bo@example.com', { name: 'Bo Other', phone: '+12025550102' })
  await track.track('bo@example.com', { name: 'Of Bo alone' })
  await track.identify('gone', { email: 'gone@example.com' })
  await track.destroy('gone')
  await track.identify('left', { email: 'left@example.com' })
  await track.suppress('left')
  await track.identify('left', { email: 'left@example.com' })
  fake.settle()
  const [ada] = (await api.getCustomersByEmail(adaMail)).results
  for (const subject of ['A first mail', 'A mail half a year later']) {
    const content = { from: 's@example.com', subject, body: 'Hello' }
    await api.sendEmail(
      new SendEmailRequest({ to: adaMail, identifiers: { id: 'u-1' }, ...content }),
    )
  }
  return {
    platform,
    get state() {
      return fake.state
    },
    people: {
      person: [
        identified('email', adaMail),
        identified('email', 'ADA@example.com'),
        identified('phone', '+12025550101'),
        identified('account_id', 'u-1'),
        identified('account_id', ada.cio_id),
        known('u-1'),
        known(ada.cio_id),
        { ...identified('email', adaMail), references: [person('u-1'), person(ada.cio_id)] },
      ],
      holds: [
        ...[adaMail, 'Ada Sample', '+12025550101', '1 Sample Street', 'device-of-ada', 'Our VIPs'],
        ...['topic_7', 'viewed 0.', 'viewed 119.', 'course-of-ada'],
        ...['A first mail', 'A mail half a year later'],
      ],
      lacks: ['Bo Other', 'Of Bo alone', 'bo@example.com'],
      strangers: [
        identified('email', 'da@example.com'),
        identified('email', `${adaMail}&email=bo@example.com`),
        identified('phone', '+1202555010'),
        identified('phone', '+12025550101" or "'),
        identified('account_id', 'U-1'),
        identified('account_id', 'u-1/../u-2'),
        known('..'),
        known('u-1?id_type=id'),
        identified('email', 'gone@example.com'),
        identified('email', 'left@example.com'),
        { identifiers: [], references: [{ object: 'customer', id: 'u-1' }] },
      ],
      gone: [person('gone'), person('left'), person('nobody')],
    },
  }
}

test('copies of what Customer.io holds', t =>
  exportSuite(t, { adapter: customerIo, settings, start }))

/** Bo's own id is the one that Ada has at Customer.io: nobody can say whose it is. */
async function startAlike() {
  const { fake, platform, track, api } = await workspace()
  await track.identify('ada@example.com', { name: 'Ada Sample' })
  fake.settle()
  const [ada] = (await api.getCustomersByEmail('ada@example.com')).results
  await track.identify(ada.cio_id, { name: 'Bo Other' })
  fake.settle()
  return {
    platform,
    get state() {
      return fake.state
    },
    people: {
      person: [identified('email', 'ada@example.com')],
      holds: ['Ada Sample'],
      lacks: ['Bo Other'],
      strangers: [known(ada.cio_id), identified('account_id', ada.cio_id)],
      gone: [],
    },
  }
}

test('an id that two people have leads to neither', t =>
  exportSuite(t, { adapter: customerIo, settings, start: startAlike }))
