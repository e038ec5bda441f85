import {
  type ExportedDocument,
  type JsonValue,
  type PersonExport,
  readDocument,
  requestJson,
} from '@conduit/core'
import { audienceApi, isAddress, memberCall } from './audience-api.ts'
import { type Account, customersOf, findContacts, idsOf, ordersOf, pages } from './audience-find.ts'
import type { AudienceSettings } from './audience-settings.ts'

/** What hangs on a contact of an audience: as it is called in a copy, and in its address. */
const ofMember = [
  ['member_tags', 'tags'],
  ['member_activity', 'activity-feed'],
  ['member_events', 'events'],
  ['member_notes', 'notes'],
] as const

/**
 * A contact is an address: all that the audiences and the connected shops of the account hold of it.
 * Archived ones are in no search, so each audience is asked.
 *
 * @see https://mailchimp.com/developer/marketing/api/list-members/get-member-info/
 */
export const audienceCopy: PersonExport<AudienceSettings> = {
  async find(person, { settings }, platform) {
    return await findContacts(person, { settings, api: audienceApi(platform) })
  },

  async *read({ object, id }, { settings }, platform) {
    if (object !== 'contact' || !isAddress(id)) return
    const account = { settings, api: audienceApi(platform) }
    for (const list of await idsOf('lists', account)) yield* memberOf(list, id, account)
    for (const store of await idsOf('stores', account)) yield* boughtAt(store, id, account)
  },
}

async function* memberOf(
  list: string,
  address: string,
  account: Account,
): AsyncGenerator<ExportedDocument> {
  const { settings, api } = account
  const content = await readDocument(api, memberCall(settings, list, address))
  if (content === null) return
  yield { object: 'member', content }
  for (const [object, part] of ofMember) {
    const call = memberCall(settings, list, address, `/${part}`)
    for await (const page of pages(call, account)) yield { object, content: page }
  }
  // The newest fifty, which is all there are.
  const goals = await requestJson(api, memberCall(settings, list, address, '/goals'))
  yield { object: 'member_goals', content: goals as JsonValue }
}

async function* boughtAt(
  store: string,
  address: string,
  account: Account,
): AsyncGenerator<ExportedDocument> {
  for await (const { id, content } of customersOf(store, address, account)) {
    yield { object: 'customer', content }
    for await (const page of ordersOf(store, id, account)) yield { object: 'orders', content: page }
  }
}
