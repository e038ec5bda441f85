import klaviyo from '@conduit/adapter-klaviyo'
import { exportSuite, knownAs, knownBy } from '@conduit/testing'
import { test } from 'tap'
import { startFake } from './fill.ts'

const settings = { signingSecret: 'kl-sign-0001-not-real', apiKey: 'pk_0001_not_a_real_key' }
const adaMail = 'Ada@example.com'
const adaNumber = '+12025550101'

/** Ada with all that hangs on a profile, somebody else, and somebody who was deleted. */
async function start() {
  const started = await startFake()
  const { fake, profiles, events, lists, privacy } = started
  const profileOf = async (attributes: object) => {
    const { body } = await profiles.createProfile({ data: { type: 'profile', attributes } })
    return body.data.id ?? ''
  }
  const eventOf = (id: string, name: string, properties: object) =>
    events.createEvent({
      data: {
        type: 'event',
        attributes: {
          properties,
          metric: { data: { type: 'metric', attributes: { name } } },
          profile: { data: { type: 'profile', id, attributes: {} } },
        },
      },
    })
  const ada = await profileOf({
    ...{ email: adaMail, phoneNumber: adaNumber, externalId: 'shop-77', firstName: 'Ada' },
    location: { address1: '1 Sample Street', city: 'Springfield' },
    properties: { birthday: '1990-02-03' },
  })
  const bo = await profileOf({ email: 'bo@example.com', externalId: 'shop-7', firstName: 'Bo' })
  const orders = Array.from({ length: 210 }, (_, number) => `Order ${number}.`)
  await Promise.all(orders.map(note => eventOf(ada, 'Placed Order', { note })))
  await eventOf(bo, 'Cancelled Order', { note: 'Bo’s order' })
  for (let number = 0; number < 25; number++) {
    const { body } = await lists.createList({
      data: { type: 'list', attributes: { name: `List ${number}.` } },
    })
    await lists.addProfilesToList(body.data.id, { data: [{ type: 'profile', id: ada }] })
  }
  await profiles.createPushToken({
    data: {
      type: 'push-token',
      attributes: {
        ...{ token: 'token-of-ada', platform: 'ios', vendor: 'apns' },
        profile: { data: { type: 'profile', id: ada, attributes: {} } },
      },
    },
  })
  await profiles.bulkSubscribeProfiles({
    data: {
      type: 'profile-subscription-bulk-create-job',
      attributes: {
        ...{ customSource: 'Told at the counter', historicalImport: true },
        profiles: {
          data: [
            {
              ...{ type: 'profile', id: ada },
              attributes: {
                email: adaMail,
                subscriptions: {
                  email: {
                    marketing: {
                      consent: 'SUBSCRIBED',
                      consentedAt: new Date('2026-01-02T03:04:05Z'),
                    },
                  },
                },
              },
            },
          ],
        },
      },
    },
  })
  fake.settle()
  // What only Klaviyo itself makes.
  const own = (kind: string, type: string, attributes: object, profile: string) =>
    fake.state.held
      .get(kind)
      ?.set(profile, { type, id: profile, attributes: { ...attributes }, of: [profile] })
  own('segments', 'segment', { name: 'Likely to leave' }, ada)
  own('conversations', 'conversation', { channel: 'instagram' }, ada)
  own('coupon-codes', 'coupon-code', { unique_code: 'ADA-10' }, ada)
  own('coupon-codes', 'coupon-code', { unique_code: 'BO-20' }, bo)
  const gone = await profileOf({ email: 'gone@example.com', externalId: 'shop-9' })
  await privacy.requestProfileDeletion({
    data: {
      type: 'data-privacy-deletion-job',
      attributes: { profile: { data: { type: 'profile', id: gone, attributes: {} } } },
    },
  })
  fake.settle()
  const reference = (id: string) => knownAs('profile', id)
  return {
    ...started,
    get state() {
      return started.state
    },
    people: {
      person: [
        knownBy('email', adaMail),
        knownBy('phone', '+1 (202) 555-0101'),
        knownBy('account_id', 'shop-77'),
        knownBy('account_id', ada),
        reference(ada),
        { ...reference(ada), identifiers: knownBy('email', adaMail).identifiers },
      ],
      holds: [
        ...[adaMail, adaNumber, 'shop-77', '1 Sample Street', '1990-02-03', 'Order 0.'],
        ...['Order 209.', 'Placed Order', 'List 0.', 'List 24.', 'Likely to leave', 'token-of-ada'],
        ...['Told at the counter', '2026-01-02T03:04:05', 'predicted_clv', 'instagram', 'ADA-10'],
      ],
      lacks: ['bo@example.com', 'Bo’s order', 'BO-20', 'Cancelled Order'],
      strangers: [
        knownBy('email', 'ada@example.com.invalid'),
        knownBy('email', 'x","Ada@example.com'),
        knownBy('email', 'x"]),any(email,["Ada@example.com'),
        knownBy('email', 'x\\'),
        knownBy('phone', '2025550101'),
        knownBy('phone', '+12025550102'),
        knownBy('account_id', 'shop-'),
        knownBy('account_id', '")'),
        knownBy('email', 'gone@example.com'),
        reference('../lists'),
        { identifiers: [], references: [{ object: 'event', id: ada }] },
      ],
      gone: [
        { object: 'profile', id: gone },
        { object: 'profile', id: '01NOBODY' },
        { object: 'list', id: ada },
      ],
    },
  }
}

test('copies of what Klaviyo holds', t => exportSuite(t, { adapter: klaviyo, settings, start }))
