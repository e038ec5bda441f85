import mailchimp from '@conduit/adapter-mailchimp'
import { generateDxKey, memoryStore, sealToken } from '@conduit/core/host'
import { createKeyring, generateMasterKey, parseMasterKeys } from '@conduit/privacy'
import fastify from 'fastify'
import { test } from 'tap'
import { macOf, signingSecret, transactional } from './request.ts'

const webhookUrl = 'https://hooks.example.com/mailchimp/event'
const sent = JSON.stringify([
  { event: 'click', _id: 'a1', ts: 1794301198, url: 'https://example.com/a b', msg: {} },
])
const unreadable = `${sent.slice(0, -1)} and more`

/** The same batch, as ten forms that one signature proves. */
function spellingsOf(batch: string): readonly string[] {
  const value = encodeURIComponent(batch)
  const lower = value.replace(/%[0-9A-F]{2}/g, code => code.toLowerCase())
  const bytes = [...Buffer.from(batch)].map(byte => `%${byte.toString(16).padStart(2, '0')}`)
  return [
    `${new URLSearchParams({ mandrill_events: batch })}`,
    `mandrill_events=${value}`,
    `mandrill_events=${lower}`,
    `mandrill_events=${bytes.join('')}`,
    `mandrill%5Fevents=${value}`,
    `&mandrill_events=${value}`,
    `mandrill_events=${value}&`,
    `&&mandrill_events=${value}&&&`,
    `=&mandrill_events=${value}`,
    `=x&mandrill_events=${value}&=y`,
  ]
}

async function sendAll(batch: string) {
  const dxKey = generateDxKey()
  const settings = { ...transactional, webhookUrl }
  const store = memoryStore([{ adapter: 'mailchimp', settings, dxKey }])
  const [integration] = store.integrations
  const app = fastify()
  const keyring = createKeyring(parseMasterKeys(`k1:${generateMasterKey()}`))
  const clock = () => new Date('2026-11-10T09:00:00.000Z')
  await app.register(mailchimp.plugin, { prefix: '/mailchimp', store, keyring, clock })
  const ids = {
    controllerId: integration?.controller.id ?? '',
    integrationId: integration?.id ?? '',
  }
  const token = await sealToken(keyring, { ...ids, scope: 'event', boundTo: null, dxKey })
  const signature = macOf([webhookUrl, 'mandrill_events', batch], signingSecret)
  const replies = []
  for (const payload of spellingsOf(batch)) {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-mandrill-signature': signature,
    }
    const url = `/mailchimp/event?token=${token}`
    replies.push(await app.inject({ method: 'POST', url, headers, payload }))
  }
  await app.close()
  return { store, replies }
}

test('ten spellings of a batch are one delivery', async t => {
  const { store, replies } = await sendAll(sent)
  t.strictSame(
    replies.map(reply => [reply.statusCode, reply.json().data?.duplicate]),
    replies.map((_, index) => [200, index > 0]),
  )
  t.equal(store.activities.length, 1)
  t.equal(new Set(replies.map(reply => reply.json().data.deliveryId)).size, 1)
})

test('and one in quarantine, where none of them can be read', async t => {
  const { store, replies } = await sendAll(unreadable)
  t.strictSame([...new Set(replies.map(({ statusCode }) => statusCode))], [400])
  t.equal(store.deliveries.length, 1)
})
