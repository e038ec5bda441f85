import {
  isPlatformError,
  outcomeOfAbsence,
  type PersonRedaction,
  type Platform,
  PlatformError,
  type RedactCheck,
  type RedactResult,
  type RedactTarget,
  type RedactTask,
  type Reference,
  textOf,
  valueAt,
} from '@conduit/core'
import { askShop, oneOf } from './admin-api.ts'
import { whoseOf, whoseOrders } from './copy-queries.ts'
import { isId } from './customer-found.ts'
import { draftsOf, findObjects, gid, hasScope, nodesOf, pages, type Shop } from './find-objects.ts'
import type { Settings } from './settings.ts'

const scope = 'write_customer_data_erasure'
const request = `mutation($id: ID!) {
  done: customerRequestDataErasure(customerId: $id) { customerId userErrors { code } }
}`
const day = 86_400_000
/** Shopify takes ten days at least, and a hundred and eighty after the last order. */
const soonest = 10 * day
const between = 7 * day
const longest = 200 * day

const keptOfCustomer = 'goods, amounts, times, notes and engravings of orders'
const keptOfOrder = 'the order of a guest, with its addresses'
const keptOfDrafts = 'drafts of orders, with addresses and notes'
const editOrder =
  'Shopify erases customers alone. Open the order in the shop’s admin, make a customer of its contact and erase that one; or overwrite its e-mail address, number, addresses and note.'
const deleteDrafts =
  'In the shop’s admin open Orders > Drafts, search for the customer and delete the drafts.'

/** Members whose texts tell who somebody is, those of an address included. */
const personal =
  /^(firstName|lastName|name|company|note|email|phone|emailAddress|phoneNumber|address1|address2)$/

/**
 * Shopify is asked to erase a customer, and does so in its own time: it tells all other apps, and takes
 * what tells who it was out of the orders. Drafts and orders of guests are left to a person.
 *
 * @see https://shopify.dev/docs/api/admin-graphql/latest/mutations/customerRequestDataErasure
 * @see https://help.shopify.com/manual/privacy-and-security/privacy/processing-customer-data-requests
 */
export const redact: PersonRedaction<Settings> = {
  async find(person, { settings }, platform) {
    const shop = { settings, platform }
    const targets: RedactTarget[] = []
    let mayErase: boolean | null = null
    for (const target of await findObjects(person, shop)) {
      if ((await lookAt(target, shop)).found === 'clean') continue
      if (target.object === 'customer') mayErase ??= await hasScope(scope, shop)
      targets.push(...(await targetsOf(target, mayErase === true, shop)))
    }
    return targets
  },

  async erase(task, { settings }, platform) {
    const { object, id } = task.target
    if (task.action !== 'erase' || object !== 'customer' || !isId(id))
      return { outcome: 'manual_required' }
    const shop = { settings, platform }
    const { found } = await lookAt(task.target, shop)
    // Nobody can be told from what is left of a customer: as if there were none.
    if (found === 'clean') return { outcome: outcomeOfAbsence(task) }
    if (task.accepted === null) return await ask(task, shop)
    if (found === 'unverifiable') return { outcome: 'erased' }
    const { at } = task.accepted
    if (platform.now.getTime() - at.getTime() > longest)
      return {
        outcome: 'failed_permanent',
        justification: 'Shopify still shows the customer 200 days after it agreed to erase them',
      }
    return { again: later(platform, between), waitsFor: 'platform_erases' }
  },

  async check({ target }, { settings }, platform) {
    return isId(target.id)
      ? await lookAt(target, { settings, platform })
      : { found: 'unverifiable', why: 'no id of Shopify' }
  },
}

async function targetsOf(
  target: Reference,
  mayErase: boolean,
  shop: Shop,
): Promise<readonly RedactTarget[]> {
  const byHand = { action: 'by_hand', expected: 'manual_required' } as const
  if (target.object === 'order')
    return [{ target, ...byHand, retained: [keptOfOrder], instructions: editOrder }]
  const erase = { action: 'erase', expected: 'erased' } as const
  const customer = { target, ...(mayErase ? erase : byHand), retained: [keptOfCustomer] }
  const drafts = { object: 'draft_orders', id: target.id }
  if ((await lookAt(drafts, shop)).found === 'clean') return [customer]
  return [
    { target: drafts, ...byHand, retained: [keptOfDrafts], instructions: deleteDrafts },
    customer,
  ]
}

async function ask(task: RedactTask, shop: Shop): Promise<RedactResult> {
  const answer = await askShop(request, { id: gid('Customer', task.target.id) }, shop)
  const errors = valueAt(answer, '/data/done/userErrors')
  if (!Array.isArray(errors))
    throw new PlatformError('upstream_error', 'an answer without a result')
  if (errors.some(error => valueAt(error, '/code') === 'DOES_NOT_EXIST'))
    return { outcome: outcomeOfAbsence(task) }
  if (errors.length > 0) throw new PlatformError('upstream_error', 'the shop took no request')
  return {
    again: later(shop.platform, soonest),
    progress: { requested: true },
    waitsFor: 'platform_erases',
  }
}

/** Does the shop still hold a person there? */
async function lookAt({ object, id }: Reference, shop: Shop): Promise<RedactCheck> {
  if (object === 'draft_orders') return await lookAtDrafts(id, shop)
  if (object !== 'customer' && object !== 'order') return { found: 'unverifiable' }
  const type = object === 'customer' ? 'Customer' : 'Order'
  const asked = await askShop(whoseOf(object), { id: gid(type, id) }, shop)
  const one = oneOf(asked, '/data/one')
  if (one === null) return { found: 'clean' }
  if (holdsPerson(one)) return { found: 'remains', why: 'it still tells who it was' }
  return object === 'order' ? { found: 'clean' } : await lookAtOrders(one, id, shop)
}

/** An erased customer stays, with orders of nobody. */
async function lookAtOrders(customer: unknown, id: string, shop: Shop): Promise<RedactCheck> {
  let read = 0
  for await (const page of pages(
    whoseOrders,
    { id: gid('Customer', id) },
    '/data/one/list',
    shop,
  )) {
    for (const order of nodesOf(page)) {
      read += 1
      if (holdsPerson(order)) return { found: 'remains', why: 'an order still tells whose it was' }
    }
  }
  // Without `read_all_orders` those of the last 60 days come as if there were no others.
  const made = Number(textOf(valueAt(customer, '/numberOfOrders')))
  return read >= made
    ? { found: 'clean' }
    : { found: 'unverifiable', why: 'the app may not read all orders' }
}

async function lookAtDrafts(id: string, shop: Shop): Promise<RedactCheck> {
  try {
    for await (const _ of draftsOf(id, shop)) return { found: 'remains', why: 'drafts are there' }
    return { found: 'clean' }
  } catch (error) {
    // What a scope is missing for is answered with status 200.
    const isDenied = isPlatformError(error) && error.code === 'auth_failed'
    if (!isDenied || error.status !== undefined) throw error
    return { found: 'unverifiable', why: 'the app may not read drafts of orders' }
  }
}

function holdsPerson(content: unknown): boolean {
  if (typeof content !== 'object' || content === null) return false
  return Object.entries(content).some(([name, value]) =>
    typeof value === 'object'
      ? holdsPerson(value)
      : personal.test(name) && typeof value === 'string' && value !== '',
  )
}

function later({ now }: Platform, milliseconds: number): Date {
  return new Date(now.getTime() + milliseconds)
}
