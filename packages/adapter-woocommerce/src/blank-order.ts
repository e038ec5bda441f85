import { type JsonObject, textOf, textOrNull, valueAt } from '@conduit/core'
import { technicalKeys } from './resource-names.ts'

/** What WordPress itself writes in the place of an address: a shop takes no empty one. */
const nobody = 'deleted@site.invalid'
/** Country, state and postcode stay: taxes are computed by them, and anew whenever an address is changed. */
const ofAddress = ['first_name', 'last_name', 'company', 'address_1', 'address_2', 'city', 'phone']
/** Texts that somebody typed for a line: what begins otherwise is the shop's. */
const ofShop = /^(_|pa_)/

/**
 * The change that takes a person out of an order or a subscription.
 * @returns null: nobody stands in it
 */
export function blankOrder(order: unknown): JsonObject | null {
  const billing = blankAddress(valueAt(order, '/billing'))
  const shipping = blankAddress(valueAt(order, '/shipping'))
  const meta = blankMeta(order, key => technicalKeys.test(key))
  const lines = listed(order, '/line_items').flatMap(line => {
    const texts = blankMeta(line, key => ofShop.test(key))
    return texts.length === 0 ? [] : [{ id: idOf(line), meta_data: texts }]
  })
  const change: JsonObject = {
    ...(billing !== null && { billing }),
    ...(shipping !== null && { shipping }),
    ...(isText(valueAt(order, '/customer_note')) && { customer_note: '' }),
    ...(isText(valueAt(order, '/transaction_id')) && { transaction_id: '' }),
    ...(customerOf(order) !== '0' && { customer_id: 0 }),
    ...(meta.length > 0 && { meta_data: meta }),
    ...(lines.length > 0 && { line_items: lines }),
  }
  return Object.keys(change).length === 0 ? null : change
}

/** Number of the account that ordered; `0`: a guest. */
export function customerOf(order: unknown): string {
  return textOf(valueAt(order, '/customer_id')) ?? '0'
}

/** The resource's own list, empty where there is none. */
export function listed(resource: unknown, pointer: string): readonly unknown[] {
  const list = valueAt(resource, pointer)
  return Array.isArray(list) ? list : []
}

function blankAddress(address: unknown): JsonObject | null {
  const email = valueAt(address, '/email')
  const change: JsonObject = {
    ...Object.fromEntries(
      ofAddress.filter(name => isText(valueAt(address, `/${name}`))).map(name => [name, '']),
    ),
    ...(isText(email) && email !== nobody && { email: nobody }),
  }
  return Object.keys(change).length === 0 ? null : change
}

/** Each by its id: without it the shop would add another of the same key. */
function blankMeta(resource: unknown, isKept: (key: string) => boolean): readonly JsonObject[] {
  return listed(resource, '/meta_data').flatMap(meta => {
    const key = textOrNull(meta, '/key') ?? ''
    const value = valueAt(meta, '/value')
    const isBlank = value === '' || value === null || value === undefined
    return isBlank || isKept(key) ? [] : [{ id: idOf(meta), key, value: '' }]
  })
}

function idOf(resource: unknown): number {
  return Number(valueAt(resource, '/id'))
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}
