import custom from '@conduit/adapter-custom'
import type { JsonObject } from '@conduit/core'
import { effectiveSettings, settingsFaults } from '@conduit/core/host'
import { accessTo, knownBy, redactionSuite, statefulPlatform } from '@conduit/testing'
import { test } from 'tap'
import { erasureSecret, erasureUrl, scene, settings, start } from './redaction-scene.ts'
import { mappingOf } from './request.ts'

test('a system that erases at once', t =>
  redactionSuite(t, { adapter: custom, settings, start: () => start(false) }))

test('a system that takes its time', t => redactionSuite(t, scene))

test('without such a system a person erases what is on record', async t => {
  const own = { settings: { mapping: mappingOf() }, state: {} }
  const target = { object: 'email', id: 'ada@example.com' }
  const known = { identifiers: [], references: [target] }
  t.strictSame(await custom.redact.find(known, own as never, undefined as never), [
    { target, action: 'by_hand', expected: 'manual_required' },
  ])
  t.strictSame(custom.hosts?.(own.settings as never), [])
})

test('an answer of another form is the system’s fault, and not nobody', async t => {
  for (const answer of [
    ...[{}, { objects: 'none' }, { objects: [{ object: 'a b', id: '1' }] }, []].map(json => ({
      ...{ status: 200, json },
    })),
    // Nobody lives at a wrong address.
    { status: 404 },
  ]) {
    const platform = await statefulPlatform(() => answer)
    const access = await accessTo({ adapter: custom, settings }, platform)
    const known = knownBy('email', 'ada@example.com')
    await t.rejects(custom.redact.find(known, access.own as never, access.platform), {
      code: 'upstream_error',
    })
    const target = { object: 'account', id: '7' }
    const task = { target, action: 'erase', key: 'k', accepted: null } as const
    await t.rejects(custom.redact.check(task, access.own as never, access.platform), {
      code: 'upstream_error',
    })
    await platform.close()
  }
})

test('the address and its secret come together', t => {
  const faultsOf = (given: JsonObject) =>
    settingsFaults(custom, effectiveSettings(custom, {}, { mapping: mappingOf(), ...given })).map(
      ({ pointer }) => pointer,
    )
  t.strictSame(faultsOf({ erasureUrl, erasureSecret }), [])
  t.strictSame(faultsOf({ erasureUrl }), ['/erasureSecret'])
  t.strictSame(faultsOf({ erasureSecret }), ['/erasureUrl'])
  t.strictSame(faultsOf({ erasureUrl, erasureSecret: 'short' }), ['/erasureSecret'])
  for (const url of [
    'http://shop.example/',
    'https://a:b@shop.example/',
    'https://shop.example/?key=x',
    'shop.example',
  ])
    t.strictSame(faultsOf({ erasureUrl: url, erasureSecret }), ['/erasureUrl'], url)
  t.end()
})
