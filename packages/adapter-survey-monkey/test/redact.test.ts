import surveyMonkey from '@conduit/adapter-survey-monkey'
import { accessTo, redactionSuite } from '@conduit/testing'
import { test } from 'tap'
import { scene, settings, start } from './redaction-scene.ts'

test('erasure of answers', t => redactionSuite(t, scene))

test('erasure in the surveys of the settings', t =>
  redactionSuite(t, {
    ...{ adapter: surveyMonkey, settings: { ...settings, surveyIds: ['11'] } },
    start,
  }))

test('nothing is deleted without an id', async t => {
  const { platform, state } = await start()
  t.teardown(() => platform.close())
  const before = JSON.stringify(state)
  for (const id of ['', '0', '51/', '..', '%2e', 'bulk']) {
    const target = { object: 'response', id, within: { survey: '11' } }
    const task = { target, action: 'erase', key: '0'.repeat(64), accepted: null } as const
    const { platform: way } = await accessTo({ adapter: surveyMonkey, settings }, platform)
    const own = { settings: { ...settings, accessUrl: 'https://api.surveymonkey.com' }, state: {} }
    t.match(await surveyMonkey.redact?.erase(task, own as never, way), {
      outcome: 'manual_required',
    })
  }
  t.equal(JSON.stringify(state), before)
  t.equal(platform.calls.length, 0)
})
