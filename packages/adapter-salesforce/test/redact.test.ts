import assert from 'node:assert/strict'
import salesforce from '@conduit/adapter-salesforce'
import type { RedactTarget } from '@conduit/core'
import { accessTo, knownBy, redactionSuite } from '@conduit/testing'
import { test } from 'tap'
import { connect, scene, settings, target } from './redaction-scene.ts'

const day = 86_400_000

test('erasure in Salesforce', t => redactionSuite(t, scene))

/** What erasing comes to by hand, a step at a time. */
async function worked() {
  const { platform, ...organisation } = await connect()
  const { redact } = salesforce
  assert.ok(redact !== undefined)
  const own = { settings, state: {} }
  const erase = async (
    { target, action }: RedactTarget,
    steps: number,
    since: { readonly at: Date; readonly progress: { readonly step: string } } | null = null,
  ) => {
    let accepted = since
    let result: unknown
    for (let step = 0; step < steps; step++) {
      const { platform: way } = await accessTo({ adapter: salesforce, settings }, platform)
      const key = '0'.repeat(64)
      const next = await redact.erase({ target, action, key, accepted }, own, way)
      result = next
      if ('again' in next && next.progress) {
        accepted = { at: way.now, progress: { step: String(next.progress.step) } }
      }
    }
    return result
  }
  const find = async (email: string) => {
    const { platform: way } = await accessTo({ adapter: salesforce, settings }, platform)
    return await redact.find(knownBy('email', email), own, way)
  }
  const check = async ({ target, action }: RedactTarget) => {
    const { platform: way } = await accessTo({ adapter: salesforce, settings }, platform)
    const task = { target, action, key: '0'.repeat(64), accepted: null }
    return await redact.check(task, own, way)
  }
  return { ...organisation, platform, erase, find, check }
}

test('what cannot be deleted is overwritten, and bars advertising', async t => {
  const { platform, create, fake, erase } = await worked()
  t.teardown(() => platform.close())
  const ContactId = await create('Contact', {
    ...{ FirstName: 'Ada', LastName: 'Sample', Email: 'ada@example.com', Birthdate: '1990-02-03' },
    HasOptedOutOfEmail: false,
  })
  await create('Case', { ContactId, Subject: 'Open.' })
  t.match(await erase(target('Contact', ContactId), 1), { outcome: 'anonymised' })
  t.match(fake.state.get('Contact')?.get(ContactId), {
    ...{ FirstName: null, LastName: 'Redacted', Email: null, Birthdate: null },
    HasOptedOutOfEmail: true,
  })
  const before = JSON.stringify([...(fake.state.get('Contact')?.values() ?? [])])
  t.match(await erase(target('Contact', ContactId), 1), { outcome: 'not_found' }, 'it is no harm')
  t.equal(JSON.stringify([...(fake.state.get('Contact')?.values() ?? [])]), before)
})

test('what lies in the recycle bin already is purged, and what stays there is not erased', async t => {
  const { platform, client, create, fake, erase } = await worked()
  t.teardown(() => platform.close())
  const first = await create('Contact', { LastName: 'Sample' })
  await client.sobject('Contact').delete(first)
  t.match(await erase(target('Contact', first), 1), { outcome: 'erased' })
  fake.settle()
  t.notOk(fake.state.get('Contact')?.has(first))

  const second = await create('Contact', { LastName: 'Sample' })
  await client.sobject('Contact').delete(second)
  await client.soap.emptyRecycleBin([second])
  const now = Date.parse('2026-11-12T10:00:00Z')
  const since = (ago: number) => ({ at: new Date(now - ago), progress: { step: 'deleted' } })
  t.match(await erase(target('Contact', second), 1, since(0)), { waitsFor: 'physical_delete' })
  t.match(await erase(target('Contact', second), 1, since(2 * day)), {
    ...{ outcome: 'archived_reversible', instructions: /recycle bin/ },
    until: new Date(now + 13 * day),
  })
})

test('each kind of record has its own end', async t => {
  const { platform, create, find, check } = await worked()
  t.teardown(() => platform.close())
  const Email = 'ada@example.com'
  const IndividualId = await create('Individual', { LastName: 'Of two.' })
  await create('Contact', { LastName: 'Bo', Email: 'bo@example.com', IndividualId })
  await create('Case', { SuppliedEmail: Email, Subject: 'By a form.' })
  await create('Lead', { LastName: 'Sample', Company: 'Ada’s', Email, IndividualId })
  await create('User', { LastName: 'Sample', Email })
  await create('Account', { FirstName: 'Ada', LastName: 'Sample', PersonEmail: Email })
  const found = (await find(Email)).map(each => [each.target.object, each.action])
  t.strictSame(found, [
    ['User', 'by_hand'],
    ['Case', 'erase'],
    ['Lead', 'erase'],
    ['Account', 'erase'],
    ['Individual', 'keep'],
  ])
  const user = { object: 'User', id: (await find(Email))[0]?.target.id ?? '' }
  t.match(await check({ target: user, action: 'by_hand', expected: 'manual_required' }), {
    found: 'remains',
  })
})
