import adapter from '@conduit/adapter-customer-io'
import type { IntegrationAdapter } from '@conduit/core'
import { type ErasureScene, knownAs, knownBy } from '@conduit/testing'
import { keys, workspace } from './workspace.ts'

/** As a server has it, which knows no settings. */
export const customerIo: IntegrationAdapter = adapter
export const adaMail = 'Ada@example.com'
export const settings = { ...keys, region: 'eu' }
export const suppressed = { action: 'suppress', expected: 'suppressed' } as const
export const person = (id: string) => ({ object: 'person', id })

/** Ada, somebody of her name, and somebody who was suppressed. */
export async function start() {
  const { fake, platform, track, api } = await workspace()
  const named = { name: 'Ada Sample' }
  const street = '1 Sample Street'
  await track.identify('u-1', { email: adaMail, phone: '+12025550101', ...named, street })
  await track.addDevice('u-1', 'device-of-ada', 'ios')
  await track.track('u-1', { name: 'viewed a teapot' })
  await track.identify('gone', { email: 'gone@example.com' })
  fake.settle()
  const [ada] = (await api.getCustomersByEmail(adaMail)).results
  const [gone] = (await api.getCustomersByEmail('gone@example.com')).results
  await track.identify('u-2', { email: 'other@example.com', ...named })
  await track.suppress('gone')
  fake.settle()
  return {
    ...{ fake, platform, track },
    ada: String(ada.cio_id),
    get state() {
      return fake.state
    },
    people: {
      person: [
        knownBy('email', adaMail),
        knownBy('email', 'ADA@example.com'),
        knownBy('phone', '+12025550101'),
        knownBy('account_id', 'u-1'),
        knownAs('person', ada.cio_id),
        knownAs('person', 'u-1'),
        {
          ...knownBy('email', adaMail),
          references: [person('u-1'), person(ada.cio_id), person(gone.cio_id)],
        },
      ],
      goes: ['+12025550101', '1 Sample Street', 'device-of-ada', 'viewed a teapot'],
      stays: [adaMail, 'u-1'],
      others: ['other@example.com', 'u-2', 'Ada Sample'],
      strangers: [
        knownBy('email', 'da@example.com'),
        knownBy('email', `${adaMail}&email=other@example.com`),
        knownBy('email', 'gone@example.com'),
        knownBy('phone', '+1202555010'),
        knownBy('account_id', 'u-1/../u-2'),
        knownAs('person', gone.cio_id),
        knownAs('person', '..'),
        knownAs('customer', 'u-1'),
      ],
      gone: [
        { target: person(gone.cio_id), ...suppressed },
        { target: person('d9b199999999'), ...suppressed },
      ],
      outcomes: { person: 'suppressed' } as const,
      settle: () => fake.settle(),
    },
  }
}

/** What is tried of erasing there, with each fault at each call. */
export const scene = {
  adapter: customerIo,
  settings,
  checkedBy: { client: 'customerio-node' },
  start,
} satisfies ErasureScene
