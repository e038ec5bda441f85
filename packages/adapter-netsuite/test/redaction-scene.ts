import { readFileSync } from 'node:fs'
import netsuite from '@conduit/adapter-netsuite'
import type { IntegrationAdapter, RedactTarget } from '@conduit/core'
import { fakeNetSuite } from '@conduit/fake-platforms/netsuite'
import { type ErasureScene, knownAs, knownBy, statefulPlatform } from '@conduit/testing'
import { signingSecret } from './bench.ts'

/** The file that is installed in NetSuite. */
export const source = readFileSync(new URL('../../suitescript/erase.js', import.meta.url), 'utf8')
export const settings = {
  ...{ signingSecret, accountId: '1234567_SB1', accessToken: 'a-token-of-netsuite' },
  eraseScript: 'customscript_conduit_erase',
  customFields: { custentity_shoe: 'demographic', custbody_gift: 'free_text' },
} as const
/** As a server knows it, whatever its settings are. */
export const adapter: IntegrationAdapter = netsuite
export const adaMail = "ada.o'neil@example.com"
const boMail = 'ada.oneil@example.com'

export async function connect() {
  const fake = fakeNetSuite('1234567-sb1', { source, id: '_conduit_erase' })
  const platform = await statefulPlatform(fake.answer)
  return { fake, platform, held: () => [...fake.state].map(([kind, items]) => [kind, [...items]]) }
}

/** A customer with documents and a case, a contact of whom no document is, and somebody of the same name. */
async function start() {
  const { fake, platform, held } = await connect()
  const bo = fake.add('customer', {
    ...{ entityId: 'Ada O’Neil jr.', firstName: 'Ada', email: boMail, isPerson: true },
  })
  const ada = fake.add('customer', {
    ...{ entityId: 'Ada O’Neil', isPerson: true, firstName: 'Ada of NS', email: adaMail },
    ...{ mobilePhone: '(202) 555-0101', comments: 'Likes violets.', custentity_shoe: 'Size 39' },
    ...{ subsidiary: { id: '1', refName: 'Sample Inc.' }, gender: { id: '1', refName: 'Female' } },
    addressBook: { items: [{ addressBookAddress: { addr1: '1 Sample Street' } }] },
  })
  const contact = fake.add('contact', {
    ...{ entityId: 'Ada the contact', email: adaMail.toUpperCase(), officePhone: '202-555-0102' },
  })
  const billed = { billAddress: 'Ada at home', custbody_gift: 'For her aunt.', total: 119 }
  const entity = { id: ada, refName: '' }
  fake.add('invoice', { entity, email: 'bills@example.com', memo: 'Ask for her.', ...billed })
  fake.add('salesOrder', { entity, message: 'Dear her', orderStatus: 'pending' })
  fake.add('invoice', { entity: { id: bo }, memo: 'Invoice of Bo.' })
  fake.add('supportCase', { company: { id: ada }, title: 'A case of hers' })
  const target = (object: string, id: string, action: 'erase' | 'anonymise'): RedactTarget =>
    ({ target: { object, id }, action, expected: 'erased' }) as const
  const references = [
    { object: 'customer', id: ada },
    { object: 'contact', id: contact },
  ]
  return {
    platform,
    get state() {
      return held()
    },
    people: {
      person: [
        knownBy('email', adaMail),
        knownBy('email', adaMail.toUpperCase()),
        { identifiers: [], references },
        {
          identifiers: [ada, contact].map(value => ({ category: 'account_id' as const, value })),
          references: [],
        },
      ],
      goes: [
        ...['Ada of NS', adaMail, adaMail.toUpperCase(), '555-0101', 'Likes violets.'],
        ...['Size 39', 'Female', 'Ada the contact', '555-0102', 'Ada at home', 'For her aunt.'],
        ...['bills@example.com', 'Ask for her.', 'Dear her'],
      ],
      stays: ['Ada O’Neil', '1 Sample Street', 'A case of hers', '119', 'Sample Inc.', 'pending'],
      others: [boMail, 'Ada O’Neil jr.', 'Invoice of Bo.'],
      strangers: [
        knownBy('email', 'neil@example.com'),
        knownBy('email', "x@example.com' OR id = '1428"),
        knownBy('phone', '+12025550101'),
        knownBy('account_id', '999'),
        knownBy('account_id', `${ada}/x`),
        knownAs('customer', contact),
        knownAs('customer', `${ada}/../${bo}`),
        knownAs('toString', ada),
        knownAs('invoice', '1431'),
      ],
      gone: [
        target('customer', '999', 'erase'),
        target('contact', '999', 'anonymise'),
        target('invoice', '999', 'anonymise'),
      ],
      outcomes: {
        contact: 'erased' as const,
        invoice: 'anonymised' as const,
        salesOrder: 'anonymised' as const,
        cases: 'manual_required' as const,
        'rest-of-customer': 'manual_required' as const,
        customer: 'anonymised' as const,
      },
      settle: () => fake.settle(),
    },
  }
}

/** What is tried of erasing there, with each fault at each call. */
export const scene = {
  adapter,
  settings,
  checkedBy: {},
  start,
} satisfies ErasureScene
