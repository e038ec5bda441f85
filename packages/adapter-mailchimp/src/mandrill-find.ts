import type { ExportedDocument, JsonValue, KnownPerson, Platform, Reference } from '@conduit/core'
import { listAt, textOrNull } from '@conduit/core'
import { askMandrill } from './mandrill-api.ts'
import type { Settings } from './settings.ts'

/** The way to one account. */
export interface Account {
  readonly settings: Settings
  readonly platform: Platform
}

/** A list of addresses or numbers: how it is asked, and which member of an entry it is asked by. */
const lists = {
  denylist: { what: 'rejects/list', by: 'email', more: { include_expired: true } },
  allowlist: { what: 'allowlists/list', by: 'email', more: {} },
  scheduled: { what: 'messages/list-scheduled', by: 'to', more: {} },
  sms_denylist: { what: 'rejects/list-sms', by: 'phone', more: { include_expired: true } },
} as const

/** A list that an address or a number may be on. */
export type ListName = keyof typeof lists

const day = 86_400_000
/** What bounced is kept for ninety days, what was delivered for thirty. */
const kept = 90
/** A search brings no more. */
const most = 1_000

/**
 * Whoever got mail, or is on a list: an address, or for SMS a number. Whether those are there who are told
 * is not asked.
 *
 * @see https://mailchimp.com/developer/transactional/api/messages/search-messages-by-date/
 */
export async function findRecipients(
  { identifiers, references }: KnownPerson,
  account: Account,
): Promise<readonly Reference[]> {
  const found = new Map<string, Reference>()
  const add = (reference: Reference) => {
    const key = reference.id.toLowerCase()
    if (!found.has(key)) found.set(key, reference)
  }
  // Who wrote to us may have got mail as well.
  for (const { object, id } of references) {
    if (/^(recipient|correspondent)$/.test(object) && isAddress(id)) add({ object, id })
  }
  for (const { category, value } of identifiers) {
    const object = category === 'email' ? 'recipient' : category
    for await (const _ of documentsOf({ object, id: value }, account)) {
      add({ object, id: value })
      break
    }
  }
  return [...found.values()]
}

/** All that the account holds of an address or a number. */
export async function* documentsOf(
  recipient: Reference,
  account: Account,
): AsyncGenerator<ExportedDocument> {
  for (const list of listsFor(recipient)) {
    const content = await entriesOf(list, recipient.id, account)
    if (content.length > 0) yield { object: list, content }
  }
  if (isRecipient(recipient)) yield* messagesOf(recipient.id, account)
}

/** The lists that an address, or a number, may be on. */
export function listsFor(recipient: Reference): readonly ListName[] {
  if (recipient.object === 'phone') return ['sms_denylist']
  return isRecipient(recipient) ? ['denylist', 'allowlist', 'scheduled'] : []
}

/** Entries of a list; what it brings by the beginning of an address alone is left out. */
export async function entriesOf(
  list: ListName,
  id: string,
  account: Account,
): Promise<readonly JsonValue[]> {
  const { what, by, more } = lists[list]
  return theirs(await ask(what, { [by]: id, ...more }, account), `/${by}`, id)
}

/** Messages to an address that are still kept. */
export function messagesOf(address: string, account: Account): AsyncGenerator<ExportedDocument> {
  const now = account.platform.now.getTime()
  return messagesIn(address, now - kept * day, now, account)
}

/** Messages of these days; a search that brings all that one may bring is asked again by halves. */
async function* messagesIn(
  address: string,
  from: number,
  to: number,
  account: Account,
): AsyncGenerator<ExportedDocument> {
  const query = `full_email:"${address.replaceAll(/["\\]/g, '\\$&')}"`
  const dates = { date_from: dateOf(from), date_to: dateOf(to) }
  const found = await ask('messages/search', { query, ...dates, limit: most }, account)
  const days = Math.floor((to - from) / day)
  if (found.length < most || days < 1) {
    const content = theirs(found, '/email', address)
    if (content.length > 0) yield { object: 'messages', content }
    return
  }
  const middle = from + Math.floor(days / 2) * day
  yield* messagesIn(address, from, middle, account)
  yield* messagesIn(address, middle + day, to, account)
}

/** In the version that has lists of numbers. */
async function ask(what: string, input: object, account: Account): Promise<readonly JsonValue[]> {
  return listAt(await askMandrill(`1.3/${what}`, input, account), '')
}

function theirs(items: readonly JsonValue[], pointer: string, value: string): readonly JsonValue[] {
  return items.filter(item => textOrNull(item, pointer)?.toLowerCase() === value.toLowerCase())
}

function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

function isAddress(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text) && text.length <= 320
}

function isRecipient({ object, id }: Reference): boolean {
  return /^(recipient|correspondent)$/.test(object) && isAddress(id)
}
