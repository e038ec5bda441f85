import adapter from '@conduit/adapter-customer-io'
import type { IntegrationAdapter } from '@conduit/core'
import { accessTo, knownAs, knownBy, redactionSuite } from '@conduit/testing'
import { test } from 'tap'
import { keys, workspace } from './workspace.ts'

/** As a server has it, which knows no settings. */
const customerIo: IntegrationAdapter = adapter
const adaMail = 'Ada@example.com'
const settings = { ...keys, region: 'eu' }
const suppressed = { action: 'suppress', expected: 'suppressed' } as const
const person = (id: string) => ({ object: 'person', id })

/** Ada, somebody of her name, and somebody who was suppressed. */
async function start() {
  const { fake, platform, track, api } = await workspace()
  const named = { name: 'Ada Sample' }
  const street = '1 Sample Street'
  await track.identify('u-1', { email: adaMail, phone: '+12025550101', ...named, street })
  await track.addDevice('u-1', 'device-of-ada', 'ios')
  await track.track('u-1', { name: 'viewed a teapot' })
  await track.identify('gone', { email: 'gone@example.com' })
  fake.settle()
  const [ada] = (await api.getCustomersByEmail(adaMail)).results
  const [gone] = (await api.getCustomersByEmail('gone@example.com')).results
  await track.identify('u-2', { email: 'other@example.com', ...named })
  await track.suppress('gone')
  fake.settle()
  return {
    ...{ fake, platform, track },
    ada: String(ada.cio_id),
    get state() {
      return fake.state
    },
    people: {
      person: [
        knownBy('email', adaMail),
        knownBy('email', 'ADA@example.com'),
        knownBy('phone', '+12025550101'),
        knownBy('account_id', 'u-1'),
        knownAs('person', ada.cio_id),
        knownAs('person', 'u-1'),
        {
          ...knownBy('email', adaMail),
          references: [person('u-1'), person(ada.cio_id), person(gone.cio_id)],
        },
      ],
      goes: ['+12025550101', '1 Sample Street', 'device-of-ada', 'viewed a teapot'],
      stays: [adaMail, 'u-1'],
      others: ['other@example.com', 'u-2', 'Ada Sample'],
      strangers: [
        knownBy('email', 'da@example.com'),
        knownBy('email', `${adaMail}&email=other@example.com`),
        knownBy('email', 'gone@example.com'),
        knownBy('phone', '+1202555010'),
        knownBy('account_id', 'u-1/../u-2'),
        knownAs('person', gone.cio_id),
        knownAs('person', '..'),
        knownAs('customer', 'u-1'),
      ],
      gone: [
        { target: person(gone.cio_id), ...suppressed },
        { target: person('d9b199999999'), ...suppressed },
      ],
      outcomes: { person: 'suppressed' } as const,
      settle: () => fake.settle(),
    },
  }
}

test('erasure at Customer.io', t => redactionSuite(t, { adapter: customerIo, settings, start }))

/** The way to a workspace, and what is asked of it at a time. */
async function begin() {
  const started = await start()
  const { platform, ada } = started
  const at = async (time: string, own: typeof settings | { appApiKey: string } = settings) =>
    await accessTo({ adapter: customerIo, settings: own }, platform, new Date(time))
  const task = { target: person(ada), ...suppressed, key: '0'.repeat(64), accepted: null }
  return { ...started, at, task }
}

test('whom Customer.io suppresses comes back by neither id nor address', async t => {
  const { platform, fake, track, at, task } = await begin()
  t.teardown(() => platform.close())
  const { own, platform: way } = await at('2026-11-12T10:00:00Z')
  t.match(await customerIo.redact.erase(task, own, way), { progress: { asked: 1 } })
  fake.settle()
  await track.identify('u-1', { email: adaMail })
  await track.identify(adaMail, { name: 'Back again' })
  fake.settle()
  t.notMatch(JSON.stringify(fake.state), 'Back again')
  t.match(await customerIo.redact.check(task, own, way), { found: 'clean' })
})

test('an own id that looks like one of Customer.io’s leads to nobody', async t => {
  const { platform, fake, track, at, ada, task } = await begin()
  t.teardown(() => platform.close())
  const { own, platform: way } = await at('2026-11-12T10:00:00Z')
  await customerIo.redact.erase(task, own, way)
  fake.settle()
  await track.identify(ada, { name: 'Bo Other' })
  fake.settle()
  t.match(await customerIo.redact.erase(task, own, way), { outcome: 'not_found' })
  t.match(await customerIo.redact.check(task, own, way), { found: 'clean' })
  t.match(JSON.stringify(fake.state), 'Bo Other')
})

test('what was taken and dropped is asked for again, and not for ever', async t => {
  const { platform, fake, at, task } = await begin()
  t.teardown(() => platform.close())
  const first = await at('2026-11-12T10:00:00Z')
  await customerIo.redact.erase(task, first.own, first.platform)
  fake.drop()
  const went = { at: new Date('2026-11-12T10:00:00Z') }
  const after = async (time: string, asked: number) => {
    const { own, platform: way } = await at(time)
    const accepted = { ...went, progress: { asked } }
    return await customerIo.redact.erase({ ...task, accepted }, own, way)
  }
  t.match(await after('2026-11-12T10:30:00Z', 1), { again: new Date('2026-11-12T10:40:00Z') })
  t.match(await after('2026-11-12T11:00:00Z', 1), { progress: { asked: 2 } })
  t.match(await after('2026-11-12T11:00:00Z', 5), { outcome: 'failed_permanent' })
})

test('without keys of the Track API a person does it', async t => {
  const { platform, at, task } = await begin()
  t.teardown(() => platform.close())
  const { own, platform: way } = await at('2026-11-12T10:00:00Z', { appApiKey: keys.appApiKey })
  const found = await customerIo.redact.find(knownBy('email', adaMail), own, way)
  t.match(found, [{ action: 'by_hand', expected: 'manual_required' }])
  t.match(await customerIo.redact.erase(task, own, way), { outcome: 'manual_required' })
})
