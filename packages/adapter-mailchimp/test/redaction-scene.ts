import { createRequire } from 'node:module'
import mailchimp from '@conduit/adapter-mailchimp'
import { fakeMandrill } from '@conduit/fake-platforms/mandrill'
import { type ErasureScene, knownAs, knownBy, statefulPlatform } from '@conduit/testing'

/** The clients have no types: what of them fills an account. */
export type Calls = Readonly<
  Record<string, (...values: readonly unknown[]) => Promise<{ id: string }>>
>
interface Transactional {
  basePath: string
  readonly messages: Calls
  readonly rejects: Calls
  readonly allowlists: Calls
}

export const load = createRequire(import.meta.url)
export const adaMail = 'Ada@example.com'
export const apiKey = '0123456789abcdef-us6'
export const erased = { action: 'erase', expected: 'erased' } as const

/** Ada, to whom two mails are still to go, and others whose addresses begin as hers does. */
async function startTransactional(now?: Date) {
  const fake = fakeMandrill(now)
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

/** What is tried of erasing there, with each fault at each call. */
export const scene = {
  adapter: mailchimp,
  settings: { product: 'transactional', apiKey },
  checkedBy: { client: '@mailchimp/mailchimp_transactional' },
  start: startTransactional,
} satisfies ErasureScene
