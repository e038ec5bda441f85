import assert from 'node:assert/strict'
import xero from '@conduit/adapter-xero'
import { accessTo, knownAs, redactionSuite } from '@conduit/testing'
import { test } from 'tap'
import { adaMail, connect, scene, second, settings } from './redaction-scene.ts'

test('erasure in Xero', t => redactionSuite(t, scene))

test('the end is what Xero makes of it', async t => {
  const { fake, platform, contactOf } = await connect()
  t.teardown(() => platform.close())
  const access = await accessTo({ adapter: xero, settings }, platform)
  const { redact } = xero
  assert.ok(redact !== undefined)
  const id = await contactOf(second, { name: 'Ada', emailAddress: adaMail })
  const contacts = fake.state.get(second)?.get('Contacts')
  const set = (fields: object) => contacts?.set(id, { ...contacts.get(id), ...fields })
  const task = (progress: { step: string } | null) => ({
    ...({ target: { object: 'contact', id }, action: 'anonymise', key: '0'.repeat(64) } as const),
    accepted: progress && { at: access.platform.now, progress },
  })
  const erase = (progress: { step: string } | null = null) =>
    redact.erase(task(progress), access.own, access.platform)

  set({ ContactStatus: 'GDPRREQUEST' })
  const [listed] = await redact.find(knownAs('contact', id), access.own, access.platform)
  t.match(listed, { action: 'by_hand', instructions: /GDPRREQUEST/ }, 'Xero edits it alone')
  t.match(await erase(), { outcome: 'manual_required' })
  set({ ContactStatus: 'ACTIVE' })

  await contactOf(second, { name: `Redacted ${id}` })
  t.match(await erase(), { outcome: 'failed_permanent' }, 'the name is somebody else’s')
  for (const [other, { Name }] of contacts ?? [])
    if (Name === `Redacted ${id}`) contacts?.delete(other)

  t.match(
    await erase({ step: 'overwritten' }),
    { outcome: 'manual_required', instructions: /still shows/ },
    'what Xero said yes to and did not do is not anonymised',
  )
  t.match(contacts?.get(id), { EmailAddress: adaMail }, 'and not tried again for ever')
})
