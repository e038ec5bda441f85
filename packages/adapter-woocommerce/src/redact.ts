import {
  type Answer,
  type JsonValue,
  jsonCall,
  listAt,
  outcomeOfAbsence,
  type PersonRedaction,
  type Platform,
  type RedactCheck,
  type RedactResult,
  type RedactTarget,
  type RedactTask,
  type Reference,
  readDocument,
  requestJson,
  successOf,
  textAt,
  textOrNull,
  valueAt,
} from '@conduit/core'
import { apiCall } from './api.ts'
import { blankOrder, customerOf, listed } from './blank-order.ts'
import {
  findObjects,
  isBuyer,
  isCustomer,
  isNumber,
  notesOf,
  orders,
  ordersOf,
  type Pages,
  pages,
  reviewsOf,
  subscriptionsOf,
} from './find-objects.ts'
import type { Settings } from './settings.ts'

/** Users whose only business is with the shop. Whoever runs it is never deleted. */
const roles = new Set(['customer', 'subscriber'])

const byHand = { action: 'by_hand', expected: 'manual_required' } as const
const keptOfOrder = 'amounts, dates, products, country, state and postcode of the order'
const forTaxes = 'Tax law wants records of what was sold to be kept.'
const instructions = {
  subscription:
    'Cancel this subscription under WooCommerce > Subscriptions, then run the bulk action “Remove personal data” on it.',
  device:
    'Under WooCommerce > Orders run the bulk action “Remove personal data” on this order: its IP address and browser are read-only in the API.',
  downloads:
    'Open each order of this customer and revoke what stands under “Downloadable product permissions”.',
  customer:
    'This user has another role than customer: look under Users at what else they do here, and delete them there.',
  totals:
    'The shop has computed the totals of this order anew, by the taxes of today: compare it with its invoice.',
} as const

/**
 * Reviews and notes are deleted, orders blanked and kept, and then the account is deleted, if it is a
 * customer's. What the API cannot change is listed for a person.
 *
 * @see https://woocommerce.github.io/woocommerce-rest-api-docs/#update-an-order
 * @see https://woocommerce.github.io/woocommerce-rest-api-docs/#delete-a-customer
 */
export const redact: PersonRedaction<Settings> = {
  async find(person, { settings }, platform) {
    const found = await findObjects(person, settings, platform)
    const customers = found.filter(isCustomer).map(({ id }) => id)
    const addresses = found.filter(isBuyer).map(({ id }) => id)
    const targets = [
      ...(await reviewTargets(customers, addresses, settings, platform)),
      ...(await orderTargets(customers, addresses, settings, platform)),
    ]
    for (const id of customers) targets.push(...(await customerTargets(id, settings, platform)))
    return targets
  },

  async erase(task, { settings }, platform) {
    const { object, id } = task.target
    if (task.action === 'keep')
      return { outcome: object === 'refunds' ? 'unsupported' : 'shared_identifier' }
    if (task.action === 'by_hand' || !isNumber(id)) return { outcome: 'manual_required' }
    if (object === 'review') return await remove(`products/reviews/${id}`, task, settings, platform)
    if (object === 'notes') return await removeNote(task, settings, platform)
    if (object === 'order') return await blank(task, settings, platform)
    if (object === 'customer') return await removeCustomer(task, settings, platform)
    return { outcome: 'manual_required' }
  },

  async check({ target, action }, { settings }, platform) {
    const path = pathOf(target)
    if (path === null) return { found: 'unverifiable' }
    const content = await contentAt(target, path, settings, platform)
    if (action === 'keep' && target.object === 'order')
      return { found: 'remains', why: 'it is an order of another account' }
    if (content === null && target.object === 'downloads')
      return { found: 'unverifiable', why: 'downloads are listed by their customer alone' }
    return holdsPerson(target.object, content)
  },
}

async function reviewTargets(
  customers: readonly string[],
  addresses: readonly string[],
  settings: Settings,
  platform: Platform,
): Promise<readonly RedactTarget[]> {
  const ids = new Set<string>()
  const lists = [
    ...customers.map(id => pages(`products/reviews?reviewer=${id}&status=all`, settings, platform)),
    ...addresses.map(address => reviewsOf(address, settings, platform)),
  ]
  for await (const review of itemsOf(lists)) ids.add(textAt(review, '/id'))
  return inOrder(ids).map(id => ({
    target: { object: 'review', id },
    action: 'erase',
    expected: 'erased',
  }))
}

async function orderTargets(
  customers: readonly string[],
  addresses: readonly string[],
  settings: Settings,
  platform: Platform,
): Promise<readonly RedactTarget[]> {
  const found = new Map<string, JsonValue>()
  const lists = [
    ...customers.map(id => orders(`customer=${id}`, settings, platform)),
    ...addresses.map(address => ordersOf(address, settings, platform)),
  ]
  for await (const order of itemsOf(lists)) found.set(textAt(order, '/id'), order)
  const others = await othersAmong([...found.values()], customers, settings, platform)
  const targets: RedactTarget[] = []
  for (const id of inOrder(found.keys())) {
    const order = found.get(id)
    const isShared = others.has(customerOf(order))
    targets.push(...(isShared ? [sharedOrder(id)] : await targetsOf(id, order, settings, platform)))
  }
  return targets
}

/** Accounts of others that have ordered under the person's address. An account that is gone is nobody's. */
async function othersAmong(
  found: readonly JsonValue[],
  customers: readonly string[],
  settings: Settings,
  platform: Platform,
): Promise<ReadonlySet<string>> {
  const others = new Set<string>()
  for (const id of new Set(found.map(customerOf))) {
    if (!isNumber(id) || customers.includes(id)) continue
    if ((await readDocument(platform, apiCall(settings, `customers/${id}`))) !== null)
      others.add(id)
  }
  return others
}

function sharedOrder(id: string): RedactTarget {
  return {
    target: { object: 'order', id },
    action: 'keep',
    expected: 'shared_identifier',
    retained: ['an order of another account under the same e-mail address'],
    justification: 'It is the order of whoever has that account.',
  }
}

async function targetsOf(
  id: string,
  order: unknown,
  settings: Settings,
  platform: Platform,
): Promise<readonly RedactTarget[]> {
  const targets: RedactTarget[] = []
  if (((await notesOf(id, settings, platform)) ?? []).length > 0)
    targets.push({ target: { object: 'notes', id }, action: 'erase', expected: 'erased' })
  targets.push({
    target: { object: 'order', id },
    ...{ action: 'anonymise', expected: 'anonymised' },
    ...{ retained: [keptOfOrder], justification: forTaxes },
  })
  if (holdsPerson('device', order).found === 'remains')
    targets.push({
      target: { object: 'device', id },
      ...{ ...byHand, retained: ['IP address and browser of the order'] },
      instructions: instructions.device,
    })
  if (listed(order, '/refunds').some(refund => textOrNull(refund, '/reason')))
    targets.push({
      target: { object: 'refunds', id },
      ...{ action: 'keep', expected: 'unsupported' },
      retained: ['reasons of refunds, as staff or customer wrote them'],
      justification: 'A shop cannot change the reason of a refund.',
    })
  return targets
}

async function customerTargets(
  id: string,
  settings: Settings,
  platform: Platform,
): Promise<readonly RedactTarget[]> {
  const targets: RedactTarget[] = []
  for await (const each of itemsOf([subscriptionsOf(id, settings, platform)])) {
    const target = { object: 'subscription', id: textAt(each, '/id') }
    targets.push({ target, ...byHand, instructions: instructions.subscription })
  }
  const customer = await readDocument(platform, apiCall(settings, `customers/${id}`))
  if (customer === null) return targets
  const downloads = await requestJson(platform, apiCall(settings, `customers/${id}/downloads`))
  if (listAt(downloads, '').length > 0)
    targets.push({
      target: { object: 'downloads', id },
      ...{ ...byHand, instructions: instructions.downloads },
    })
  const target = { object: 'customer', id }
  if (roles.has(textOrNull(customer, '/role') ?? ''))
    return [...targets, { target, action: 'erase', expected: 'erased' }]
  return [...targets, { target, ...byHand, instructions: instructions.customer }]
}

/** One note at a time, until the order has none. */
async function removeNote(
  task: RedactTask,
  settings: Settings,
  platform: Platform,
): Promise<RedactResult> {
  const path = `orders/${task.target.id}/notes`
  const [note] = (await notesOf(task.target.id, settings, platform)) ?? []
  if (note === undefined) return { outcome: outcomeOfAbsence(task) }
  const id = textAt(note, '/id')
  const { outcome } = await remove(`${path}/${id}`, task, settings, platform)
  return { again: platform.now, ...(outcome === 'erased' && { progress: { note: id } }) }
}

async function blank(
  task: RedactTask,
  settings: Settings,
  platform: Platform,
): Promise<RedactResult> {
  const call = apiCall(settings, `orders/${task.target.id}`)
  const order = await readDocument(platform, call)
  const change = blankOrder(order)
  if (order === null || change === null) return { outcome: 'not_found' }
  const answer = await platform.request({ ...jsonCall(call, 'PUT', change), idempotent: true })
  if (isGone(answer)) return { outcome: 'not_found' }
  if (answer.status === 400) return refused(answer)
  const { json } = successOf(answer)
  const isSameTotal = ['/total', '/total_tax'].every(
    each => valueAt(json, each) === valueAt(order, each),
  )
  return {
    ...{ outcome: 'anonymised', retained: [keptOfOrder], justification: forTaxes },
    ...(!isSameTotal && { instructions: instructions.totals }),
  }
}

/** The role is looked at again: whoever runs the shop by now is not deleted. */
async function removeCustomer(
  task: RedactTask,
  settings: Settings,
  platform: Platform,
): Promise<RedactResult> {
  const path = `customers/${task.target.id}`
  const customer = await readDocument(platform, apiCall(settings, path))
  if (customer === null) return { outcome: outcomeOfAbsence(task) }
  if (!roles.has(textOrNull(customer, '/role') ?? ''))
    return { outcome: 'manual_required', instructions: instructions.customer }
  return await remove(path, task, settings, platform)
}

/** For good: without `force` it goes to the trash, or is refused. */
async function remove(path: string, task: RedactTask, settings: Settings, platform: Platform) {
  const call = apiCall(settings, `${path}?force=true`)
  // Twice it is not there any more.
  const answer = await platform.request({ ...call, method: 'DELETE', idempotent: true })
  if (isGone(answer)) return { outcome: outcomeOfAbsence(task) }
  successOf(answer)
  return { outcome: 'erased' } as const
}

/** Shops tell of some missing objects by 404, and of others, or older ones, by 400. */
function isGone({ status, json }: Answer): boolean {
  if (status === 404 || status === 410) return true
  return status === 400 && /_invalid_id$/.test(textOrNull(json, '/code') ?? '')
}

/** A plugin may want a field that is blanked. */
function refused({ json }: Answer): RedactResult {
  const code = /^\w{1,100}$/.exec(textOrNull(json, '/code') ?? '')?.[0] ?? 'unknown'
  return { outcome: 'failed_permanent', justification: `the shop refuses the change: ${code}` }
}

/** Where an object is read again. */
function pathOf({ object, id }: Reference): string | null {
  if (!isNumber(id)) return null
  const paths: Readonly<Record<string, string>> = {
    review: `products/reviews/${id}`,
    notes: `orders/${id}/notes`,
    order: `orders/${id}`,
    device: `orders/${id}`,
    refunds: `orders/${id}`,
    subscription: `subscriptions/${id}`,
    downloads: `customers/${id}/downloads`,
    customer: `customers/${id}`,
  }
  return paths[object] ?? null
}

/** Null: it is gone. What was answered and is neither a list nor an object says nothing of that. */
async function contentAt(
  { object, id }: Reference,
  path: string,
  settings: Settings,
  platform: Platform,
): Promise<JsonValue | null> {
  if (object === 'notes') return (await notesOf(id, settings, platform)) as JsonValue | null
  const content = await readDocument(platform, apiCall(settings, path))
  if (content === null) return null
  if (object === 'downloads') listAt(content, '')
  else textAt(content, '/id')
  return content
}

function holdsPerson(object: string, content: unknown): RedactCheck {
  const isHeld = {
    review: () => content !== null,
    customer: () => content !== null,
    notes: () => listed(content, '').length > 0,
    downloads: () => listed(content, '').length > 0,
    order: () => blankOrder(content) !== null,
    subscription: () => blankOrder(content) !== null,
    refunds: () => listed(content, '/refunds').some(refund => textOrNull(refund, '/reason')),
    device: () =>
      Boolean(textOrNull(content, '/customer_ip_address')) ||
      Boolean(textOrNull(content, '/customer_user_agent')),
  }[object]
  return isHeld?.() === false ? { found: 'clean' } : { found: 'remains' }
}

async function* itemsOf(lists: readonly Pages[]): AsyncGenerator<JsonValue> {
  for (const list of lists) for await (const page of list) yield* page
}

/** However somebody was found, the list is the same. */
function inOrder(ids: Iterable<string>): readonly string[] {
  return [...ids].sort((one, other) => Number(one) - Number(other))
}
