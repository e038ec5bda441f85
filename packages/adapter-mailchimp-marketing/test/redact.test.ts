import mailchimpMarketing from '@conduit/adapter-mailchimp-marketing'
import { accessTo, redactionSuite } from '@conduit/testing'
import { test } from 'tap'
import { account } from './account.ts'
import { adaMail, hashOf, scene, settings, target } from './redaction-scene.ts'

test('erasure at Mailchimp Marketing', t => redactionSuite(t, scene))

test('a refusal is the key’s where Mailchimp says so, and else one call too many', async t => {
  const { fake, platform, audience } = await account()
  const list = await audience('News')
  const { own, platform: way } = await accessTo({ adapter: mailchimpMarketing, settings }, platform)
  const { target: member, action } = target('member', `${list}/${hashOf(adaMail)}`)
  const task = { target: member, action, key: '0'.repeat(64), accepted: null }
  platform.fail('forbidden')
  await t.rejects(mailchimpMarketing.redact.erase(task, own, way), { code: 'rate_limited' })
  await t.rejects(mailchimpMarketing.redact.check(task, own, way), { code: 'rate_limited' })
  platform.fail(null)
  fake.demote()
  await t.rejects(mailchimpMarketing.redact.erase(task, own, way), { code: 'auth_failed' })
  await platform.close()
})
