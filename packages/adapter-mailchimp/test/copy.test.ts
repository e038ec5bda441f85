import { createRequire } from 'node:module'
import mailchimp from '@conduit/adapter-mailchimp'
import { fakeMailchimpMarketing } from '@conduit/fake-platforms/mailchimp-marketing'
import { fakeMandrill } from '@conduit/fake-platforms/mandrill'
import { exportSuite, knownBy, statefulPlatform } from '@conduit/testing'
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
const email = (value: string) => knownBy('email', value)
const phone = (value: string) => knownBy('phone', value)
const known = (object: string, id: string) => ({ identifiers: [], references: [{ object, id }] })

/** Ada, who got more mails than one search brings, and others whose addresses begin as hers does. */
async function startTransactional() {
  const fake = fakeMandrill()
  const platform = await statefulPlatform(fake.answer)
  const client: Transactional = load('@mailchimp/mailchimp_transactional')(apiKey)
  client.basePath = `${platform.origin}/api/1.3`
  const { messages, rejects, allowlists } = client
  const send = async (subject: string, to: readonly string[], more: object = {}) => {
    const message = { subject, from_email: 's@example.com', to: to.map(email => ({ email })) }
    await messages.send?.({
      message: { ...message, metadata: { user_id: `of ${to[0]}` } },
      ...more,
    })
  }
  await send('The first of many', [adaMail])
  await send('One of many', Array(1100).fill('ada@example.com'))
  await send('The last of many', [adaMail])
  await send('Later', [adaMail], { send_at: '2026-12-01 10:00:00' })
  await rejects.add?.({ email: adaMail, comment: 'Ada wants no mail' })
  await allowlists.add?.({ email: 'ada@example.com', comment: 'Ada is allowed' })
  for (const other of ['ada@example.com.invalid', 'bo@example.com']) {
    await send(`To ${other}`, [other])
    await rejects.add?.({ email: other, comment: `Not ${other}` })
    await allowlists.add?.({ email: other, comment: `For ${other}` })
  }
  return {
    platform,
    get state() {
      return [...fake.state]
    },
    people: {
      person: [
        email(adaMail),
        email('ada@EXAMPLE.com'),
        known('recipient', 'ada@example.com'),
        known('correspondent', adaMail),
        { ...email(adaMail), ...known('recipient', 'ada@example.com') },
      ],
      holds: [
        ...[adaMail, 'The first of many', 'The last of many', 'Later', `of ${adaMail}`],
        ...['Ada wants no mail', 'Ada is allowed'],
      ],
      lacks: ['example.com.invalid', 'bo@example.com'],
      strangers: [
        email('da@example.com'),
        email('ada@example.co'),
        email('x" OR full_email:"ada@example.com'),
        email('*@example.com'),
        known('recipient', 'nobody'),
        known('contact', adaMail),
        phone('+12025550101'),
      ],
      gone: [{ object: 'recipient', id: 'nobody@example.com' }],
    },
  }
}

test('copies of what Mailchimp Transactional holds', t =>
  exportSuite(t, {
    ...{ adapter: mailchimp, settings: { product: 'transactional', apiKey } },
    start: startTransactional,
  }))

/** A number that wants no SMS. */
async function startSms() {
  const fake = fakeMandrill()
  const platform = await statefulPlatform(fake.answer)
  const client: Transactional = load('@mailchimp/mailchimp_transactional')(apiKey)
  client.basePath = `${platform.origin}/api/1.3`
  await client.rejects.addSms?.({ phone: '+12025550101' })
  await client.rejects.addSms?.({ phone: '+120255501011' })
  return {
    platform,
    get state() {
      return [...fake.state]
    },
    people: {
      person: [phone('+12025550101')],
      holds: ['+12025550101'],
      lacks: ['+120255501011'],
      strangers: [phone('+1202555010'), phone('+12025550102')],
      gone: [{ object: 'phone', id: '+12025550102' }],
    },
  }
}

test('copies of numbers', t =>
  exportSuite(t, {
    ...{ adapter: mailchimp, settings: { product: 'transactional', apiKey } },
    start: startSms,
  }))

async function startMarketing() {
  const fake = fakeMailchimpMarketing()
  const platform = await statefulPlatform(fake.answer)
  const client: Marketing = load('@mailchimp/mailchimp_marketing')
  client.setConfig({ apiKey })
  client.basePath = `${platform.origin}/3.0`
  const list = { name: 'News', contact: {}, permission_reminder: 'You asked for it.' }
  const { id } = (await client.lists.createList?.(list)) ?? { id: '' }
  const ada = { email_address: adaMail, status: 'subscribed', merge_fields: { FNAME: 'Ada' } }
  await client.lists.addListMember?.(id, ada)
  return {
    platform,
    get state() {
      return [...fake.state].map(([kind, items]) => [kind, [...items]])
    },
    people: {
      person: [email(adaMail), known('contact', adaMail)],
      holds: [adaMail, 'subscribed'],
      lacks: [],
      strangers: [email('da@example.com'), known('recipient', adaMail)],
      gone: [{ object: 'contact', id: 'nobody@example.com' }],
    },
  }
}

test('copies of audiences, where the product is marketing', t =>
  exportSuite(t, {
    ...{ adapter: mailchimp, settings: { product: 'marketing', apiKey } },
    start: startMarketing,
  }))
