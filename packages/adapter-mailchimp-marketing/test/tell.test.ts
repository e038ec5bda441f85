import mailchimpMarketing from '@conduit/adapter-mailchimp-marketing'
import { propagationSuite } from '@conduit/testing'
import { test } from 'tap'
import { account, apiKey } from './account.ts'

const settings = { apiKey }
const contact = (id: string) => ({ object: 'contact', id })

/** Ada is there; others have left by the link in a mail, bounced, or were archived. */
async function start() {
  const { fake, platform, client, audience } = await account()
  const list = await audience('News')
  const add = async (email_address: string, status = 'subscribed') => {
    await client.lists.addListMember?.(list, { email_address, status })
  }
  await add('Ada@example.com')
  await add('left@example.com')
  fake.leave(list, 'left@example.com')
  await add('bounced@example.com', 'cleaned')
  await add('archived@example.com')
  await client.lists.deleteListMember?.(list, 'archived@example.com')
  return {
    platform,
    get state() {
      return [...fake.state].map(([kind, items]) => [kind, [...items]])
    },
    people: {
      references: [contact('ada@example.com'), contact('Ada@example.com')],
      told: [{ channel: 'email', purpose: `audience ${list}` }],
      untold: [
        { channel: 'sms', purpose: `audience ${list}` },
        { channel: 'email', purpose: 'marketing' },
        { channel: 'email', purpose: `audience ${list}/members/x` },
        { channel: 'email', purpose: 'audience ..' },
      ],
      gone: contact('nobody@example.com'),
      barred: [
        contact('left@example.com'),
        contact('bounced@example.com'),
        contact('archived@example.com'),
      ],
    },
  }
}

test('what Mailchimp Marketing is told', t =>
  propagationSuite(t, { adapter: mailchimpMarketing, settings, start }))
