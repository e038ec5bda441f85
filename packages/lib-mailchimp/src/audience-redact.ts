import {
  type Call,
  listAt,
  outcomeOfAbsence,
  type PersonRedaction,
  type RedactTarget,
  type Reference,
  readDocument,
  successOf,
  textAt,
  textOrNull,
  valueAt,
} from '@conduit/core'
import { audienceApi, audienceCall, hashOf } from './audience-api.ts'
import {
  type Account,
  customersOf,
  findContacts,
  idsOf,
  isSame,
  ordersOf,
} from './audience-find.ts'
import type { AudienceSettings } from './audience-settings.ts'

const keptOfMember = 'counts in reports of campaigns, without the person'
const keptOfCustomer = 'carts that were left, which Mailchimp finds by no person'

/** Where an object stands, by the two parts of its id: those of an audience, or of a shop. */
const places: Readonly<
  Record<string, readonly [id: RegExp, path: (a: string, b: string) => string]>
> = {
  member: [/^(\w{1,40})\/([0-9a-f]{32})$/, (list, hash) => `/lists/${list}/members/${hash}`],
  order: [/^([^/?#]+)\/([^/?#]+)$/, (store, id) => `/ecommerce/stores/${store}/orders/${id}`],
  customer: [/^([^/?#]+)\/([^/?#]+)$/, (store, id) => `/ecommerce/stores/${store}/customers/${id}`],
}

/**
 * A contact is deleted for good in each audience, which lets nobody add it again but the person; then the
 * copies of what they bought, and the customers of the shops. To archive a contact erases nothing.
 *
 * @see https://mailchimp.com/developer/marketing/api/list-members/delete-list-member/
 * @see https://mailchimp.com/developer/marketing/api/ecommerce-orders/delete-order/
 * @see https://mailchimp.com/developer/marketing/api/ecommerce-customers/delete-customer/
 */
export const audienceRedact: PersonRedaction<AudienceSettings> = {
  async find(person, { settings }, platform) {
    const account = { settings, api: audienceApi(platform) }
    const targets: RedactTarget[] = []
    for (const { id: address } of await findContacts(person, account)) {
      targets.push(...(await membersOf(address, account)), ...(await boughtBy(address, account)))
    }
    return targets
  },

  async erase(task, { settings }, platform) {
    const path = pathOf(task.target)
    if (task.action !== 'erase' || path === null) return { outcome: 'manual_required' }
    // Twice it is not there any more.
    const call = { ...erasing(path, settings), idempotent: true }
    const answer = await audienceApi(platform).request(call)
    if (answer.status === 404) return { outcome: outcomeOfAbsence(task) }
    successOf(answer)
    return { outcome: 'erased' }
  },

  async check({ target }, { settings }, platform) {
    const path = pathOf(target)
    if (path === null) return { found: 'unverifiable' }
    const content = await readDocument(audienceApi(platform), audienceCall(settings, path))
    if (content === null) return { found: 'clean' }
    return { found: 'remains', why: 'Mailchimp still shows it' }
  },
}

async function membersOf(address: string, account: Account): Promise<readonly RedactTarget[]> {
  const targets: RedactTarget[] = []
  for (const list of await idsOf('lists', account)) {
    const target = { object: 'member', id: `${list}/${hashOf(address)}` }
    const path = pathOf(target)
    if (path === null) continue
    const call = audienceCall(account.settings, `${path}?fields=email_address`)
    const member = await readDocument(account.api, call)
    if (member !== null && isSame(textAt(member, '/email_address'), address))
      targets.push({ ...erased(target), retained: [keptOfMember] })
  }
  return targets
}

/** Orders before their customers, by whom they are found. */
async function boughtBy(address: string, account: Account): Promise<readonly RedactTarget[]> {
  const orders: RedactTarget[] = []
  const customers: RedactTarget[] = []
  for (const store of await idsOf('stores', account)) {
    const inStore = (object: string, id: string) =>
      erased({ object, id: `${store}/${encodeURIComponent(id)}` })
    for await (const { id } of customersOf(store, address, account)) {
      customers.push({ ...inStore('customer', id), retained: [keptOfCustomer] })
      for await (const page of ordersOf(store, id, account)) {
        for (const order of listAt(page, '/orders')) {
          // Should the shop list all of its orders, those of others stay.
          const own = textOrNull(order, '/id')
          const isTheirs = valueAt(order, '/customer/id') === id
          if (own !== null && isTheirs) orders.push(inStore('order', own))
        }
      }
    }
  }
  return [...orders, ...customers]
}

function erased(target: Reference): RedactTarget {
  return { target, action: 'erase', expected: 'erased' }
}

/** Null: no object of ours. */
function pathOf({ object, id }: Reference): string | null {
  const [form, path] = places[object] ?? []
  const [, holder = '', own = ''] = form?.exec(id) ?? []
  // Of dots alone it would lead elsewhere.
  return path === undefined || /^\.*$/.test(holder) || /^\.*$/.test(own) ? null : path(holder, own)
}

function erasing(path: string, settings: AudienceSettings): Call {
  const isMember = path.startsWith('/lists/')
  const call = audienceCall(settings, isMember ? `${path}/actions/delete-permanent` : path)
  return { ...call, method: isMember ? 'POST' : 'DELETE' }
}
