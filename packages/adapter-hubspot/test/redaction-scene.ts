import adapter from '@conduit/adapter-hubspot'
import type { IntegrationAdapter } from '@conduit/core'
import { type ErasureScene, knownAs, knownBy } from '@conduit/testing'
import { fakeAccount, referenceTo, settings } from './fake-account.ts'

/** As a server has it, which knows no settings. */
export const hubspot: IntegrationAdapter = adapter
const adaMail = 'Ada@example.com'
const erased = { action: 'erase', expected: 'erased' } as const

/** Ada with a note and a ticket, somebody of her name, and somebody who was deleted for good. */
export async function start() {
  const account = await fakeAccount()
  const { fake, client } = account
  const named = { firstname: 'Ada', lastname: 'Sample' }
  const phone = '+1 (202) 555-0101'
  const more = { hs_additional_emails: 'ada.two@example.com' }
  const ada = await account.contact({ email: adaMail, phone, ...named, ...more })
  await account.hang(ada, 'notes', { hs_note_body: 'Her parcel is late' })
  await account.hang(ada, 'tickets', { subject: 'Parcel', content: 'It is lost' })
  const other = await account.contact({ email: 'other@example.com', ...named, phone: '555-0101' })
  await account.hang(other, 'notes', { hs_note_body: 'Of the other Ada' })
  const gone = await account.contact({ email: 'gone@example.com', lastname: 'Gone' })
  await client.crm.contacts.basicApi.purge({ objectId: gone })
  fake.settle()
  return {
    ...account,
    ada,
    get state() {
      return Object.values(fake.state).map(each => [...each])
    },
    people: {
      person: [
        knownBy('email', adaMail),
        knownBy('email', 'ada.two@example.com'),
        knownBy('phone', '+12025550101'),
        knownBy('account_id', `contact:${ada}`),
        knownAs('contact', ada),
        { ...knownBy('email', adaMail), references: [referenceTo(ada), referenceTo(gone)] },
      ],
      goes: ['ada@example.com', 'ada.two@example.com', phone],
      stays: ['Her parcel is late', 'It is lost'],
      others: ['other@example.com', 'Of the other Ada', '555-0101'],
      strangers: [
        knownBy('email', 'ada@example.org'),
        knownBy('email', 'two@example.com'),
        knownBy('email', 'gone@example.com'),
        knownBy('email', '*'),
        knownBy('phone', '5550101'),
        knownBy('account_id', ada),
        knownAs('contact', gone),
        knownAs('contact', `${ada}?archived=true`),
        knownAs('deal', ada),
      ],
      gone: [
        { target: referenceTo(gone), ...erased },
        { target: referenceTo('17'), ...erased },
      ],
      outcomes: {
        contact: 'erased',
        note: 'manual_required',
        ticket: 'manual_required',
      } as const,
      settle: () => fake.settle(),
    },
  }
}

/** What is tried of erasing there, with each fault at each call. */
export const scene = {
  adapter: hubspot,
  settings,
  checkedBy: { client: '@hubspot/api-client' },
  start,
} satisfies ErasureScene
