import { accessTo, knownBy, redactionSuite } from '@conduit/testing'
import { test } from 'tap'
import {
  adaMail,
  customerIo,
  person,
  scene,
  settings,
  start,
  suppressed,
} from './redaction-scene.ts'
import { keys } from './workspace.ts'

test('erasure at Customer.io', t => redactionSuite(t, scene))

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
