import assert from 'node:assert/strict'
import klaviyo from '@conduit/adapter-klaviyo'
import type { ConsentDecision, Reference } from '@conduit/core'
import { propagationSuite } from '@conduit/testing'
import { test } from 'tap'
import { accessTo, startFake } from './fill.ts'

const settings = { signingSecret: 'kl-sign-0001-not-real', apiKey: 'pk_0001_not_a_real_key' }
const own = { settings, state: {} }
const none: Reference = { object: '', id: '' }
const tell = klaviyo.propagate ?? assert.fail('Klaviyo is told nothing')

/** Ada, who can be written to everywhere, and somebody who was deleted. */
async function start() {
  const started = await startFake()
  const { fake, profiles, privacy } = started
  const profileOf = async (attributes: object) => {
    const { body } = await profiles.createProfile({ data: { type: 'profile', attributes } })
    return { object: 'profile', id: body.data.id ?? '' }
  }
  const ada = await profileOf({ email: 'ada@example.com', phoneNumber: '+12025550101' })
  const gone = await profileOf({ email: 'gone@example.com', phoneNumber: '+12025550109' })
  await privacy.requestProfileDeletion({
    data: {
      type: 'data-privacy-deletion-job',
      attributes: { profile: { data: { type: 'profile', id: gone.id, attributes: {} } } },
    },
  })
  fake.settle()
  return {
    ...started,
    profileOf,
    get state() {
      return started.state
    },
    people: {
      references: [ada, { object: 'event', id: '01EVENT' }],
      told: [
        { channel: 'email', purpose: 'marketing' },
        { channel: 'sms', purpose: 'marketing' },
        { channel: 'sms', purpose: 'transactional' },
        { channel: 'whatsapp', purpose: 'marketing' },
        { channel: 'whatsapp', purpose: 'transactional' },
      ],
      untold: [
        { channel: 'email', purpose: 'transactional' },
        { channel: 'whatsapp', purpose: 'conversational' },
        { channel: 'push', purpose: 'marketing' },
        { channel: 'post', purpose: 'marketing' },
        { channel: 'any', purpose: 'newsletter' },
        { channel: 'constructor', purpose: 'marketing' },
      ],
      gone,
      settle: fake.settle,
    },
  }
}

test('decisions that Klaviyo is told', t =>
  propagationSuite(t, { adapter: klaviyo, settings, start }))

const at = new Date('2026-11-12T09:30:00Z')
const emails = { channel: 'email', purpose: 'marketing', at } as const
const texts = { channel: 'sms', purpose: 'marketing', at } as const

/** Tells one decision and looks what Klaviyo says before and after its job is done. */
async function telling(
  { platform, fake }: Awaited<ReturnType<typeof start>>,
  target: Reference,
  decision: ConsentDecision,
) {
  const access = await accessTo(settings, platform.transport)
  const outcome = await tell.tell(target, decision, access.own, access.platform)
  const look = () => tell.look(target, decision, access.own, access.platform)
  const before = await look()
  fake.settle()
  return { outcome, before, after: await look() }
}

test('a job is done later, and nobody is asked to confirm what was agreed elsewhere', async t => {
  const started = await start()
  const [ada = none] = started.people.references
  const granted = { ...emails, state: 'granted' } as const
  t.strictSame(await telling(started, ada, granted), {
    ...{ outcome: 'told', before: 'unknown', after: 'granted' },
  })
  t.strictSame(started.fake.state.asked, [])
  const { email } = started.fake.state.subscribed.get(ada.id) ?? {}
  t.match(email?.marketing, {
    consent_timestamp: at.toISOString(),
    custom_method_detail: 'Conduit',
  })
  t.strictSame(await telling(started, ada, { ...emails, state: 'withdrawn' }), {
    ...{ outcome: 'told', before: 'granted', after: 'withdrawn' },
  })
  await started.platform.close()
})

test('who leaves all channels leaves each, and nobody agrees to all', async t => {
  const started = await start()
  const [ada = none] = started.people.references
  const bo = await started.profileOf({ email: 'bo@example.com' })
  for (const decision of [emails, texts, { ...texts, channel: 'whatsapp' }]) {
    await telling(started, ada, { ...decision, state: 'granted' })
  }
  await telling(started, bo, { ...emails, state: 'granted' })
  const all = { channel: 'any', purpose: 'marketing', at } as const
  t.strictSame(tell.plan({ ...all, state: 'granted' }, [ada], own), [])
  t.strictSame(tell.plan({ ...all, state: 'withdrawn' }, [ada], own), [ada])
  t.match(await telling(started, ada, { ...all, state: 'withdrawn' }), { after: 'withdrawn' })
  const consents = ({ id }: Reference) =>
    Object.values(started.fake.state.subscribed.get(id) ?? {}).map(
      ({ marketing }) => marketing?.consent,
    )
  t.strictSame(consents(ada), ['UNSUBSCRIBED', 'UNSUBSCRIBED', 'UNSUBSCRIBED'])
  t.strictSame(consents(bo), ['SUBSCRIBED'])
  await started.platform.close()
})

test('a number that cannot be texted is refused, and none is made up', async t => {
  const started = await start()
  const far = await started.profileOf({ phoneNumber: '+447700900123' })
  const dee = await started.profileOf({ email: 'dee@example.com', phoneNumber: '+447700900124' })
  const withoutNumber = await started.profileOf({ email: 'cy@example.com' })
  const decision = { ...texts, state: 'granted' } as const
  t.match(await telling(started, far, decision), { outcome: 'refused', after: 'unknown' })
  t.match(await telling(started, withoutNumber, decision), { outcome: 'not_found' })
  t.equal(
    started.platform.calls.filter(({ url }) => url.pathname.endsWith('create-jobs')).length,
    1,
  )
  const all = { channel: 'any', purpose: 'marketing', at, state: 'withdrawn' } as const
  t.match(await telling(started, dee, all), { outcome: 'told', after: 'withdrawn' })
  const elsewhere = { object: 'profile', id: '../lists' }
  t.match(await telling(started, elsewhere, decision), { outcome: 'not_found' })
  t.notOk(started.platform.calls.some(({ url }) => url.pathname.includes('lists')))
  await started.platform.close()
})
