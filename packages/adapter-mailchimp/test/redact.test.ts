import { createRequire } from 'node:module'
import mailchimp from '@conduit/adapter-mailchimp'
import { fakeMailchimpMarketing } from '@conduit/fake-platforms/mailchimp-marketing'
import { fakeMandrill } from '@conduit/fake-platforms/mandrill'
import { knownAs, knownBy, redactionSuite, statefulPlatform } from '@conduit/testing'
import { test } from 'tap'

/** The clients have no types: what of them fills an account. */
type Calls = Readonly<Record<string, (...values: readonly unknown[]) => Promise<{ id: string }>>>
interface Transactional {
  basePath: string
  readonly messages: Calls
  readonly rejects: Calls
  readonly allowlists: Calls
}
interface Marketing {
  basePath: string
  setConfig(config: { apiKey: string }): void
  readonly lists: Calls
}

const load = createRequire(import.meta.url)
const adaMail = 'Ada@example.com'
const apiKey = '0123456789abcdef-us6'
const erased = { action: 'erase', expected: 'erased' } as const

/** Ada, to whom two mails are still to go, and others whose addresses begin as hers does. */
async function startTransactional() {
  const fake = fakeMandrill()
  const platform = await statefulPlatform(fake.answer)
  const client: Transactional = load('@mailchimp/mailchimp_transactional')(apiKey)
  client.basePath = `${platform.origin}/api/1.3`
  const { messages, rejects, allowlists } = client
  const send = async (subject: string, email: string, more: object = {}) => {
    await messages.send?.({
      message: { subject, from_email: 's@example.com', to: [{ email }] },
      ...more,
    })
  }
  const later = { send_at: '2026-12-01 10:00:00' }
  await send('Was sent', adaMail)
  await send('A first one later', adaMail, later)
  await send('A second one later', 'ada@example.com', later)
  await rejects.add?.({ email: adaMail, comment: 'Wants no mail' })
  await rejects.addSms?.({ phone: '+12025550101' })
  await allowlists.add?.({ email: adaMail, comment: 'Is allowed' })
  for (const other of ['ada@example.com.invalid', 'other@example.com']) {
    await send(`Later to ${other}`, other, later)
    await allowlists.add?.({ email: other, comment: `Allowed as ${other}` })
  }
  return {
    platform,
    get state() {
      return [...fake.state]
    },
    people: {
      person: [
        knownBy('email', adaMail),
        knownBy('email', 'ada@EXAMPLE.com'),
        knownAs('recipient', 'ada@example.com'),
        knownAs('correspondent', adaMail),
        { ...knownBy('email', adaMail), ...knownAs('recipient', 'ada@example.com') },
      ],
      goes: ['A first one later', 'A second one later', 'Is allowed'],
      stays: ['Was sent', 'Wants no mail', adaMail],
      others: [
        ...['ada@example.com.invalid', 'Later to ada@example.com.invalid'],
        ...['Allowed as other@example.com', 'Later to other@example.com', '+12025550101'],
      ],
      strangers: [
        knownBy('email', 'da@example.com'),
        knownBy('email', 'ada@example.co'),
        knownBy('email', 'x" OR full_email:"ada@example.com'),
        knownBy('email', '*@example.com'),
        knownBy('phone', '+1202555010'),
        knownAs('recipient', 'nobody@example.com'),
        knownAs('contact', adaMail),
      ],
      gone: [
        { target: { object: 'scheduled', id: 'nobody@example.com' }, ...erased },
        { target: { object: 'allowlist', id: 'ada@example.co' }, ...erased },
      ],
      outcomes: {
        ...({ scheduled: 'erased', allowlist: 'erased' } as const),
        ...({ denylist: 'exempt', messages: 'unsupported' } as const),
      },
    },
  }
}

test('erasure at Mailchimp Transactional', t =>
  redactionSuite(t, {
    ...{ adapter: mailchimp, settings: { product: 'transactional', apiKey } },
    start: startTransactional,
  }))

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
