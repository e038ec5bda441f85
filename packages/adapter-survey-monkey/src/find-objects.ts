import {
  type Answer,
  type JsonValue,
  type KnownPerson,
  listAt,
  type Platform,
  type Reference,
  readDocument,
  readPages,
  textAt,
  textOf,
  valueAt,
} from '@conduit/core'
import { apiCall } from './api.ts'
import type { Settings } from './settings.ts'

/** Contacts are listed by their status, and without one the active alone. */
const statuses = ['active', 'optout', 'bounced']
const pageSize = 100
const isId = /^[1-9]\d{0,19}$/

/** What finding and reading need. */
interface Reader {
  readonly settings: Settings
  readonly platform: Platform
}

/**
 * The person's contacts, recipients and responses that are there: those that are told, and what was
 * answered by invitation to an address. Who answered by a link is found by reference alone.
 *
 * @see https://api.surveymonkey.com/v3/docs#responses
 * @see https://api.surveymonkey.com/v3/docs#contacts
 */
export async function findObjects(
  { identifiers, references }: KnownPerson,
  reader: Reader,
): Promise<readonly Reference[]> {
  const found = new Map<string, Reference>()
  const add = (each: Reference | null) => each && found.set(pathOf(each) ?? '', each)
  const addAnswered = async (response: JsonValue) => {
    add(responseOf(response))
    const recipient = recipientOf(response)
    if (recipient !== null && (await readObject(recipient, reader)) !== null) add(recipient)
  }
  for (const { category, value } of identifiers) {
    if (category !== 'email' || !value.includes('@')) continue
    for await (const contact of contactsOf(value, reader)) add(contact)
    for await (const response of responsesOf(value, reader)) await addAnswered(response)
  }
  for (const reference of references) {
    const content = await readObject(reference, reader)
    if (content === null) continue
    const { object, id, within } = reference
    if (object === 'response') await addAnswered(content)
    else if (object === 'contact') add({ object, id })
    else add({ object, id, within: { collector: textAt(within, '/collector') } })
  }
  // What more is sent by, what was sent, and what was answered.
  const order = ['contact', 'recipient', 'response']
  return [...found]
    .sort(([one, first], [other, second]) => {
      const places = order.indexOf(first.object) - order.indexOf(second.object)
      return places === 0 ? (one < other ? -1 : 1) : places
    })
    .map(([, reference]) => reference)
}

/** Null: there is no such object, or no way to it. */
export async function readObject(
  target: Reference,
  { settings, platform }: Reader,
): Promise<JsonValue | null> {
  const path = pathOf(target)
  return path === null ? null : await readDocument(platform, apiCall(settings, path))
}

/**
 * Where one object is; never where all of its kind are.
 * @returns null: what it is within is not known, or one of the ids is none
 */
export function pathOf({ object, id, within = {} }: Reference): string | null {
  const { survey, collector } = within as Readonly<Record<string, unknown>>
  const isKnown = (value: unknown) => typeof value === 'string' && isId.test(value)
  if (!isId.test(id)) return null
  if (object === 'contact') return `contacts/${id}`
  if (object === 'recipient')
    return isKnown(collector) ? `collectors/${collector}/recipients/${id}` : null
  if (object !== 'response') return null
  if (isKnown(survey)) return `surveys/${survey}/responses/${id}`
  return isKnown(collector) ? `collectors/${collector}/responses/${id}` : null
}

/** However it was told, a response is called by its survey. */
function responseOf(response: JsonValue): Reference {
  const survey = textAt(response, '/survey_id')
  return { object: 'response', id: textAt(response, '/id'), within: { survey } }
}

/** Null: it was answered by a link. */
function recipientOf(response: JsonValue): Reference | null {
  const id = textOf(valueAt(response, '/recipient_id')) ?? ''
  const collector = textOf(valueAt(response, '/collector_id'))
  if (!isId.test(id) || collector === null) return null
  return { object: 'recipient', id, within: { collector } }
}

async function* contactsOf(address: string, reader: Reader): AsyncGenerator<Reference> {
  for (const status of statuses) {
    const path = `contacts?search_by=email&search=${encodeURIComponent(address)}&status=${status}`
    for await (const contact of listed(path, reader)) {
      if (isSame(textOf(valueAt(contact, '/email')), address))
        yield { object: 'contact', id: textAt(contact, '/id') }
    }
  }
}

async function* responsesOf(address: string, reader: Reader): AsyncGenerator<JsonValue> {
  for (const survey of await surveysOf(reader)) {
    const path = `surveys/${survey}/responses/bulk?email=${encodeURIComponent(address)}`
    for await (const response of listed(path, reader)) {
      if (isSame(await addressOf(response, reader), address)) yield response
    }
  }
}

/** The surveys of the settings, or else all of the account. */
async function surveysOf(reader: Reader): Promise<readonly string[]> {
  if (reader.settings.surveyIds !== undefined) return reader.settings.surveyIds
  const ids: string[] = []
  for await (const survey of listed('surveys', reader)) ids.push(textAt(survey, '/id'))
  return ids.filter(id => isId.test(id))
}

/** A response says whose it is, or who was invited does. */
async function addressOf(response: JsonValue, reader: Reader): Promise<string | null> {
  for (const pointer of ['/email_address', '/metadata/contact/email/value']) {
    const told = textOf(valueAt(response, pointer))
    if (told !== null) return told
  }
  const recipient = recipientOf(response)
  const invited = recipient === null ? null : await readObject(recipient, reader)
  return textOf(valueAt(invited, '/email'))
}

function isSame(told: string | null, address: string): boolean {
  return told?.toLowerCase() === address.toLowerCase()
}

async function* listed(path: string, { settings, platform }: Reader): AsyncGenerator<JsonValue> {
  let number = 1
  const joint = path.includes('?') ? '&' : '?'
  const pageOf = () => apiCall(settings, `${path}${joint}per_page=${pageSize}&page=${number}`)
  const next = ({ json }: Answer) => {
    number += 1
    return textOf(valueAt(json, '/links/next')) === null ? null : pageOf()
  }
  for await (const page of readPages(platform, pageOf(), next)) {
    yield* listAt(page, '/data')
  }
}
