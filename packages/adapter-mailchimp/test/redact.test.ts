import mailchimp from '@conduit/adapter-mailchimp'
import { fakeMailchimpMarketing } from '@conduit/fake-platforms/mailchimp-marketing'
import { knownAs, knownBy, redactionSuite, statefulPlatform } from '@conduit/testing'
import { test } from 'tap'
import { adaMail, apiKey, type Calls, erased, load, scene } from './redaction-scene.ts'

test('erasure at Mailchimp Transactional', t => redactionSuite(t, scene))

interface Marketing {
  basePath: string
  setConfig(config: { apiKey: string }): void
  readonly lists: Calls
}

async function startMarketing() {
  const fake = fakeMailchimpMarketing()
  const platform = await statefulPlatform(fake.answer)
  const client: Marketing = load('@mailchimp/mailchimp_marketing')
  client.setConfig({ apiKey })
  client.basePath = `${platform.origin}/3.0`
  const list = { name: 'News', contact: {}, permission_reminder: 'You asked for it.' }
  const { id } = (await client.lists.createList?.(list)) ?? { id: '' }
  const add = async (email_address: string, name: string) => {
    const merge_fields = { FNAME: name }
    await client.lists.addListMember?.(id, { email_address, status: 'subscribed', merge_fields })
  }
  await add(adaMail, 'Ada of the news')
  await add('other@example.com', 'Another Ada')
  return {
    platform,
    get state() {
      return [...fake.state].map(([kind, items]) => [kind, [...items]])
    },
    people: {
      person: [knownBy('email', adaMail), knownAs('contact', adaMail)],
      goes: [adaMail, 'Ada of the news'],
      others: ['other@example.com', 'Another Ada'],
      strangers: [knownBy('email', 'da@example.com'), knownAs('recipient', adaMail)],
      gone: [{ target: { object: 'member', id: `${id}/${'0'.repeat(32)}` }, ...erased }],
      outcomes: { member: 'erased' } as const,
    },
  }
}

test('erasure in audiences, where the product is marketing', t =>
  redactionSuite(t, {
    ...{ adapter: mailchimp, settings: { product: 'marketing', apiKey } },
    start: startMarketing,
  }))
