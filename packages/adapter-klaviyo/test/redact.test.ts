import klaviyo from '@conduit/adapter-klaviyo'
import { knownAs, knownBy, redactionSuite } from '@conduit/testing'
import { test } from 'tap'
import { accessTo, startFake } from './fill.ts'

const settings = { signingSecret: 'kl-sign-0001-not-real', apiKey: 'pk_0001_not_a_real_key' }
const adaMail = 'Ada@example.com'
const adaNumber = '+12025550101'
const erased = { action: 'erase', expected: 'erased' } as const
const profile = (id: string) => ({ object: 'profile', id })

/** Ada with an event, somebody of her name, and somebody who was deleted. */
async function start() {
  const started = await startFake()
  const { fake, profiles, events, privacy } = started
  const profileOf = async (attributes: object) => {
    const { body } = await profiles.createProfile({ data: { type: 'profile', attributes } })
    return body.data.id ?? ''
  }
  const order = (id: string, note: string) =>
    events.createEvent({
      data: {
        type: 'event',
        attributes: {
          properties: { note },
          metric: { data: { type: 'metric', attributes: { name: 'Placed Order' } } },
          profile: { data: { type: 'profile', id, attributes: {} } },
        },
      },
    })
  const named = { firstName: 'Ada', lastName: 'Sample' }
  const location = { address1: '1 Sample Street' }
  const more = { phoneNumber: adaNumber, externalId: 'shop-77', location }
  const ada = await profileOf({ email: adaMail, ...named, ...more })
  await order(ada, 'A teapot for her birthday')
  const other = await profileOf({ email: 'other@example.com', externalId: 'shop-7', ...named })
  await order(other, 'Of the other Ada')
  const gone = await profileOf({ email: 'gone@example.com' })
  await privacy.requestProfileDeletion({
    data: {
      type: 'data-privacy-deletion-job',
      attributes: { profile: { data: { type: 'profile', id: gone, attributes: {} } } },
    },
  })
  fake.settle()
  return {
    ...started,
    ada,
    get state() {
      return [started.state, [...fake.state.deletions]]
    },
    people: {
      person: [
        knownBy('email', adaMail),
        knownBy('phone', '+1 (202) 555-0101'),
        knownBy('account_id', 'shop-77'),
        knownAs('profile', ada),
        { ...knownBy('email', adaMail), references: [profile(ada), profile(gone)] },
      ],
      goes: [adaMail, adaNumber, 'shop-77', '1 Sample Street', 'A teapot for her birthday'],
      stays: ['Placed Order'],
      others: ['other@example.com', 'Of the other Ada'],
      strangers: [
        knownBy('email', 'ada@example.org'),
        knownBy('email', 'gone@example.com'),
        knownBy('email', 'x"],["Ada@example.com'),
        knownBy('phone', '2025550101'),
        knownBy('account_id', 'shop-777'),
        knownAs('profile', gone),
        knownAs('profile', `${ada}/lists`),
        knownAs('customer', ada),
      ],
      gone: [
        { target: profile(gone), ...erased },
        { target: profile('01FAKE999'), ...erased },
      ],
      outcomes: { profile: 'erased' } as const,
      settle: () => fake.settle(),
    },
  }
}

test('erasure at Klaviyo', t => redactionSuite(t, { adapter: klaviyo, settings, start }))

test('a job names one profile by its id, and is not waited for for ever', async t => {
  const { platform, fake, ada } = await start()
  t.teardown(() => platform.close())
  const { own, platform: way } = await accessTo(settings, platform.transport)
  const task = { target: profile(ada), action: 'erase', key: '0'.repeat(64) } as const
  const result = await klaviyo.redact.erase({ ...task, accepted: null }, own, way)
  t.match(result, { progress: { asked: true }, waitsFor: 'job_running' })
  const body = platform.calls.at(-1)?.body ?? ''
  t.strictSame(JSON.parse(body).data.attributes, {
    profile: { data: { type: 'profile', id: ada } },
  })
  t.match(await klaviyo.redact.check({ ...task, accepted: null }, own, way), { found: 'remains' })
  const long = new Date(way.now.getTime() - 31 * 86_400_000)
  const accepted = { at: long, progress: { asked: true } }
  const late = await klaviyo.redact.erase({ ...task, accepted }, own, way)
  t.match(late, { outcome: 'failed_permanent' })
  t.equal(fake.state.deletions.size, 1)
})
