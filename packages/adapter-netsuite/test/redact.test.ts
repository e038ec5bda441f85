import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import type { JsonObject, RedactTarget } from '@conduit/core'
import { fakeNetSuite } from '@conduit/fake-platforms/netsuite'
import { accessTo, knownBy, redactionSuite, statefulPlatform } from '@conduit/testing'
import { decodeJwt } from 'jose'
import { test } from 'tap'
import { adaMail, adapter, connect, scene, settings, source } from './redaction-scene.ts'

const { eraseScript, ...withoutScript } = settings

test('erasure by the script in NetSuite', t => redactionSuite(t, scene))

/** Somebody without documents, and what their erasure is asked by. */
async function one(own: JsonObject = settings) {
  const { fake, platform, held } = await connect()
  const ada = fake.add('customer', {
    ...{ entityId: '1428', isPerson: true, email: adaMail, lastName: 'Sample' },
  })
  const connected = { adapter, settings: own }
  const { own: integration, platform: access } = await accessTo(connected, platform)
  const { redact } = adapter
  const find = () => redact.find(knownBy('email', adaMail), integration, access)
  const erase = (target: RedactTarget, progress?: { readonly task: string }) => {
    const accepted = progress === undefined ? null : { at: access.now, progress }
    return redact.erase({ ...target, key: '0'.repeat(64), accepted }, integration, access)
  }
  const check = (target: RedactTarget) =>
    redact.check({ ...target, key: '0'.repeat(64), accepted: null }, integration, access)
  const first = async () => {
    const [target] = await find()
    assert.ok(target !== undefined)
    return target
  }
  return { fake, platform, ada, find, first, erase, check, held }
}

test('the calls of one erasure, in their order', async t => {
  const { fake, platform, ada, first, erase } = await one()
  t.teardown(() => platform.close())
  const target = await first()
  const before = platform.calls.length
  t.match(await erase(target), { progress: { task: '1' }, waitsFor: 'job_running' })
  t.match(await erase(target, { task: '1' }), { progress: { task: '1' } }, 'it is not done yet')
  fake.settle()
  t.match(await erase(target, { task: '1' }), { outcome: 'erased', retained: [/files/] })
  const rest = `https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/record/v1/customer/${ada}`
  const script =
    'https://1234567-sb1.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=customscript_conduit_erase&deploy=customdeploy_conduit_erase'
  const calls = platform.calls.slice(before)
  t.strictSame(
    calls.map(({ method, url }) => [method, url.href]),
    [
      ['GET', `${rest}?expandSubResources=true`],
      ['POST', script],
      ['GET', `${script}&taskId=1`],
      ['GET', `${script}&taskId=1`],
      ['DELETE', rest],
    ],
  )
  const { fieldIds, ...sent } = JSON.parse(calls[1]?.body ?? '')
  t.strictSame(sent, { action: 'erase', recordType: 'customer', recordId: ada })
  t.ok(fieldIds.includes('lastname') && fieldIds.includes('custentity_shoe'))
  t.notOk(fieldIds.includes('custbody_gift'), 'a field of documents')
})

test('a removal that fails is told, and nothing is deleted', async t => {
  const { fake, platform, first, erase, check, held } = await one()
  t.teardown(() => platform.close())
  const target = await first()
  await erase(target)
  fake.isFailing = true
  fake.settle()
  t.match(await erase(target, { task: '1' }), {
    outcome: 'failed_permanent',
    justification: /task 1, failed/,
  })
  t.match(await check(target), { found: 'remains' })
  t.match(JSON.stringify(held()), /Sample/)
})

test('who came onto a document after the plan is emptied and not deleted', async t => {
  const { fake, platform, ada, first, erase, check } = await one()
  t.teardown(() => platform.close())
  const target = await first()
  t.match(target, { action: 'erase', expected: 'erased' })
  fake.add('invoice', { entity: { id: ada } })
  await erase(target)
  fake.settle()
  t.match(await erase(target, { task: '1' }), {
    outcome: 'anonymised',
    instructions: /does not delete/,
  })
  t.match(await check(target), { found: 'clean' })
})

test('without the script all that is found is done by hand', async t => {
  const { fake, platform, ada, find, erase, held } = await one(withoutScript)
  t.teardown(() => platform.close())
  fake.add('invoice', { entity: { id: ada }, email: adaMail })
  fake.add('journalEntry', { entity: { id: ada } })
  const before = JSON.stringify(held())
  const found = await find()
  t.match(found, [
    { target: { object: 'invoice' }, action: 'by_hand', instructions: /eraseScript/ },
    { target: { object: 'journalEntry' }, action: 'by_hand', instructions: /Its kind/ },
    { target: { object: 'customer', id: ada }, action: 'by_hand', instructions: /eraseScript/ },
  ])
  for (const target of found) t.match(await erase(target), { outcome: 'manual_required' })
  // It was taken out of the settings after the plan.
  t.match(
    await erase({ target: { object: 'customer', id: ada }, action: 'erase', expected: 'erased' }),
    {
      outcome: 'manual_required',
      instructions: /eraseScript/,
    },
  )
  t.equal(JSON.stringify(held()), before)
})

test('firms and employees are left to a person', async t => {
  const { fake, platform, find } = await one()
  t.teardown(() => platform.close())
  fake.add('vendor', { companyName: 'Sample Ltd', isPerson: false, email: adaMail })
  fake.add('employee', { email: adaMail, lastName: 'Sample' })
  t.match(await find(), [
    { target: { object: 'customer' }, action: 'erase' },
    { target: { object: 'employee' }, action: 'by_hand', instructions: /wages/ },
    { target: { object: 'vendor' }, action: 'by_hand', instructions: /firm/ },
  ])
})

test('long lists are read to their end', async t => {
  const { fake, platform, ada, find } = await one()
  t.teardown(() => platform.close())
  for (let count = 0; count < 1_001; count++) fake.add('invoice', { entity: { id: ada } })
  t.equal((await find()).length, 1_002)
})

test('a token for the script is asked for only where there is one', async t => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  for (const [own, scope] of [
    [{ eraseScript }, ['restlets', 'rest_webservices']],
    [{}, ['rest_webservices']],
  ] as const) {
    const assertions: string[] = []
    const fake = fakeNetSuite('1234567-sb1', { source, id: '_conduit_erase' })
    const platform = await statefulPlatform(call => {
      if (!call.url.pathname.endsWith('/auth/oauth2/v1/token')) return fake.answer(call)
      assertions.push(new URLSearchParams(call.body).get('client_assertion') ?? '')
      return { status: 200, json: { access_token: 'a1', expires_in: '3600' } }
    })
    const credentials = { clientId: 'client', certificateId: 'cert', privateKey: pem }
    const connected = { adapter, settings: { ...withoutScript, ...own, ...credentials } }
    const access = await accessTo(connected, platform)
    await adapter.redact.find(knownBy('email', adaMail), access.own, access.platform)
    t.strictSame(decodeJwt(assertions[0] ?? '').scope, scope)
    t.strictSame(adapter.hosts?.(connected.settings).length, scope.length)
    await platform.close()
  }
})

test('a query that is not there is no list without anybody', async t => {
  const { platform } = await scene.start()
  t.teardown(platform.close)
  const { own, platform: way } = await accessTo(scene, platform)
  for (const at of [0, 1, 2, 3]) {
    platform.fail('not_found', at)
    const found = scene.adapter.redact?.find(knownBy('email', adaMail), own, way)
    await t.rejects(found ?? Promise.resolve(), { code: 'upstream_error' }, `query ${at + 1}`)
  }
})
