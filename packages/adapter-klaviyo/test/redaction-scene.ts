import klaviyo from '@conduit/adapter-klaviyo'
import { type ErasureScene, knownAs, knownBy } from '@conduit/testing'
import { startFake } from './fill.ts'

export const settings = { signingSecret: 'kl-sign-0001-not-real', apiKey: 'pk_0001_not_a_real_key' }
const adaMail = 'Ada@example.com'
const adaNumber = '+12025550101'
const erased = { action: 'erase', expected: 'erased' } as const
export const profile = (id: string) => ({ object: 'profile', id })

/** Ada with an event, somebody of her name, and somebody who was deleted. */
export async function start() {
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

/** What is tried of erasing there, with each fault at each call. */
export const scene = {
  adapter: klaviyo,
  settings,
  checkedBy: { client: 'klaviyo-api' },
  start,
} satisfies ErasureScene
