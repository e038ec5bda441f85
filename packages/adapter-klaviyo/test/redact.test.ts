import klaviyo from '@conduit/adapter-klaviyo'
import { redactionSuite } from '@conduit/testing'
import { test } from 'tap'
import { accessTo } from './fill.ts'
import { profile, scene, settings, start } from './redaction-scene.ts'

test('erasure at Klaviyo', t => redactionSuite(t, scene))

test('a job names one profile by its id, and is not waited for for ever', async t => {
  const { platform, fake, ada } = await start()
  t.teardown(() => platform.close())
  const { own, platform: way } = await accessTo(settings, platform.transport)
  const task = { target: profile(ada), action: 'erase', key: '0'.repeat(64) } as const
  const result = await klaviyo.redact.erase({ ...task, accepted: null }, own, way)
  t.match(result, { progress: { asked: true }, waitsFor: 'job_running' })
  const body = platform.calls.at(-1)?.body ?? ''
  t.strictSame(JSON.parse(body).data.attributes, {
    profile: { data: { type: 'profile', id: ada } },
  })
  t.match(await klaviyo.redact.check({ ...task, accepted: null }, own, way), { found: 'remains' })
  const long = new Date(way.now.getTime() - 31 * 86_400_000)
  const accepted = { at: long, progress: { asked: true } }
  const late = await klaviyo.redact.erase({ ...task, accepted }, own, way)
  t.match(late, { outcome: 'failed_permanent' })
  t.equal(fake.state.deletions.size, 1)
})
