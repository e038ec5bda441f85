import {
  type ExportedDocument,
  type JsonValue,
  jsonCall,
  type PersonExport,
  readAllowed,
  requestJson,
  textOf,
  textOrNull,
  valueAt,
} from '@conduit/core'
import { apiCall, dated, hubSpot, isId } from './api.ts'
import { type Api, contacts, findContacts, hangingOn, pagesOf, resultsOf } from './find-objects.ts'
import { hangingKinds } from './kinds.ts'
import type { Settings } from './settings.ts'

/** In one call of the batch API. */
const mostRead = 100

/**
 * A contact with all properties, and what hangs on it.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/batch/post-crm-v3-objects-contacts-batch-read
 */
export const copy: PersonExport<Settings> = {
  async find(person, { settings }, platform) {
    const ids = await findContacts(person, hubSpot(settings, platform))
    return ids.map(id => ({ object: 'contact', id }))
  },

  async *read({ object, id }, { settings }, platform) {
    if (object !== 'contact' || !isId(id)) return
    const api = hubSpot(settings, platform)
    const [contact] = await readAll(contacts, [id], api)
    if (contact === undefined) return
    yield { object, content: contact }
    const parts = [subscriptionsOf(contact, api), listsOf(id, api), conversationsOf(id, api)]
    const hanging = hangingKinds.map(([type, kind]) => documentsOn(id, String(type), kind, api))
    yield* readAllowed([...parts, ...hanging])
  },
}

async function* subscriptionsOf(contact: unknown, api: Api): AsyncGenerator<ExportedDocument> {
  const address = textOrNull(contact, '/properties/email')
  if (address === null) return
  const path = `communication-preferences/${dated}/statuses/${encodeURIComponent(address)}`
  for (const object of ['statuses', 'unsubscribe-all']) {
    const own = object === 'statuses' ? path : `${path}/${object}`
    const content = await requestJson(api, apiCall(`${own}?channel=EMAIL`))
    yield { object, content: content as JsonValue }
  }
}

async function* listsOf(id: string, api: Api): AsyncGenerator<ExportedDocument> {
  const path = `crm/v3/lists/records/${contacts}/${id}/memberships`
  const content = await requestJson(api, apiCall(path))
  yield { object: 'memberships', content: content as JsonValue }
}

/** Chats and mails of the inbox, which are asked for by their status. */
async function* conversationsOf(id: string, api: Api): AsyncGenerator<ExportedDocument> {
  const path = 'conversations/v3/conversations/threads'
  for (const status of ['OPEN', 'CLOSED']) {
    const threads = `${path}?associatedContactId=${id}&threadStatus=${status}&limit=100`
    for await (const content of pagesOf(threads, api)) {
      yield { object: 'threads', content }
      for (const thread of resultsOf(content)) {
        const own = textOf(valueAt(thread, '/id')) ?? ''
        if (!isId(own)) continue
        for await (const messages of pagesOf(`${path}/${own}/messages?limit=100`, api)) {
          yield { object: 'messages', content: messages }
        }
      }
    }
  }
}

async function* documentsOn(
  id: string,
  type: string,
  object: string,
  api: Api,
): AsyncGenerator<ExportedDocument> {
  for await (const ids of hangingOn(id, type, api)) {
    for (let from = 0; from < ids.length; from += mostRead) {
      const read = await readAll(type, ids.slice(from, from + mostRead), api)
      for (const content of read) yield { object, content }
    }
  }
}

/** Objects with all of their properties: without names HubSpot tells hardly more than the id. */
async function readAll(
  type: string,
  ids: readonly string[],
  api: Api,
): Promise<readonly JsonValue[]> {
  const known = await requestJson(api, apiCall(`crm/v3/properties/${type}?archived=false`))
  const properties = resultsOf(known).map(each => valueAt(each, '/name'))
  const inputs = ids.map(id => ({ id }))
  const asked = { properties, propertiesWithHistory: [], inputs }
  const path = `crm/v3/objects/${type}/batch/read?archived=false`
  const call = jsonCall(apiCall(path), 'POST', asked)
  return resultsOf(await requestJson(api, { ...call, idempotent: true }))
}
