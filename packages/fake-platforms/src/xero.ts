import { randomUUID } from 'node:crypto'
import type { FakeAnswer, PlatformCall } from '@conduit/recordings'

/** A resource as the API shows it, with its id under a name of its own. */
type Item = Readonly<Record<string, unknown>>

/** What a fake Xero holds: by organisation, then by folder. */
export interface FakeXero {
  readonly state: ReadonlyMap<string, ReadonlyMap<string, Map<string, Item>>>
  answer(call: PlatformCall): FakeAnswer
}

/** Folders, and how their ids are called. */
const idOf: Readonly<Record<string, string>> = {
  Contacts: 'ContactID',
  Invoices: 'InvoiceID',
  CreditNotes: 'CreditNoteID',
  Payments: 'PaymentID',
  Prepayments: 'PrepaymentID',
  Overpayments: 'OverpaymentID',
  BankTransactions: 'BankTransactionID',
  Quotes: 'QuoteID',
  RepeatingInvoices: 'RepeatingInvoiceID',
  HistoryRecords: 'HistoryRecordID',
}
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const wheres =
  /^((Contact\.ContactID|PaymentID)==guid\("[0-9a-f-]{36}"\))( OR PaymentID==guid\("[0-9a-f-]{36}"\))*$/i

/**
 * Makes a Xero of empty organisations. Where it is strict, Xero is: a token, and an organisation that is
 * connected; ids are UUIDs; a page has a hundred unless more is asked for; contacts that are archived are
 * not listed unless asked for, and are searched by parts of words in names as well. Prepayments and
 * overpayments, which bank transactions make, are put into the state. A name of a contact is its own alone; an
 * address or a number takes the place of that of its kind, a list of people that of the whole list; a contact
 * that Xero redacts is not edited; a second call of the same idempotency key is answered like the first.
 * *Unconfirmed*: that a filter by several ids of payments is taken, which users of the API report and its
 * description does not tell; that an empty text empties a field, and that an archived contact may be changed.
 *
 * @see https://developer.xero.com/documentation/api/accounting/overview
 */
export function fakeXero(tenants: readonly string[]): FakeXero {
  const folders = () => new Map(Object.keys(idOf).map(folder => [folder, new Map<string, Item>()]))
  const state = new Map(tenants.map(tenant => [tenant, folders()]))
  const answers = new Map<string, FakeAnswer>()
  const respond = (call: PlatformCall): FakeAnswer => {
    if (!/^Bearer \S+/.test(call.headers.authorization ?? '')) return fault(401, 'Unauthorized')
    if (call.url.pathname === '/connections') {
      return { status: 200, json: tenants.map(tenantId => ({ tenantId })) }
    }
    const held = state.get(call.headers['xero-tenant-id'] ?? '')
    if (held === undefined) return fault(403, 'Forbidden')
    const path = call.url.pathname.replace(/^\/api\.xro\/2\.0\//, '')
    const [folder = '', id, inner] = path.split('/')
    const items = held.get(folder)
    if (items === undefined) return fault(404, 'no such folder')
    if (id === undefined) {
      return call.method === 'GET' ? list(items, folder, call) : create(held, folder, call)
    }
    const item = items.get(id.toLowerCase())
    if (item === undefined) return fault(404, 'The resource cannot be found')
    if (inner === 'History') return history(held, id, call)
    if (call.method === 'POST') return change(items, folder, item, call)
    return { status: 200, json: { [folder]: [item] } }
  }
  return {
    state,
    answer(call) {
      const key = call.headers['idempotency-key']
      if (key === undefined) return respond(call)
      if (key.length > 128) return fault(400, 'Idempotency key is too long')
      const answer = answers.get(key) ?? respond(call)
      answers.set(key, answer)
      return answer
    },
  }
}

type Held = ReadonlyMap<string, Map<string, Item>>

function create(held: Held, folder: string, { body }: PlatformCall): FakeAnswer {
  // A payment comes by itself, everything else as a list.
  const sent = JSON.parse(body)
  const made = (sent[folder] ?? [sent]).map((item: Item) => add(held, folder, item))
  return { status: 200, json: { [folder]: made } }
}

function add(held: Held, folder: string, fields: Item): Item {
  const id = randomUUID()
  const contact = held.get('Contacts')?.get(String(Object(fields.Contact).ContactID))
  const item = {
    ...fields,
    [idOf[folder] ?? '']: id,
    ...(folder === 'Contacts' && {
      ...{ ContactStatus: 'ACTIVE', HasAttachments: false },
      Addresses: ofKinds(fields.Addresses, 'AddressType', 'STREET'),
      Phones: ofKinds(fields.Phones, 'PhoneType', 'DEFAULT'),
    }),
    ...(contact !== undefined && { Contact: { ContactID: contact.ContactID, Name: contact.Name } }),
  }
  held.get(folder)?.set(id, item)
  if (folder === 'Payments') note(held, item)
  return item
}

/** An invoice shows a summary of what was paid for it. */
function note(held: Held, { PaymentID, Amount, Invoice }: Item): void {
  const id = String(Object(Invoice).InvoiceID)
  const invoice = held.get('Invoices')?.get(id)
  if (invoice === undefined) return
  const before = Array.isArray(invoice.Payments) ? invoice.Payments : []
  held.get('Invoices')?.set(id, { ...invoice, Payments: [...before, { PaymentID, Amount }] })
}

function change(items: Map<string, Item>, folder: string, item: Item, { body }: PlatformCall) {
  const [fields] = JSON.parse(body)[folder]
  const id = String(item[idOf[folder] ?? ''])
  const isTaken = [...items].some(
    ([other, { Name }]) => other !== id && Name !== undefined && Name === fields.Name,
  )
  if (item.ContactStatus === 'GDPRREQUEST' || fields.Name === '' || isTaken)
    return fault(400, 'A validation exception occurred')
  const changed = {
    ...{ ...item, ...fields },
    ...(fields.Addresses && { Addresses: mixed(item.Addresses, fields.Addresses, 'AddressType') }),
    ...(fields.Phones && { Phones: mixed(item.Phones, fields.Phones, 'PhoneType') }),
  }
  items.set(id, changed)
  return { status: 200, json: { [folder]: [changed] } }
}

function mixed(held: unknown, sent: unknown, kind: string): readonly Item[] {
  const news = listOf(sent)
  const isNew = (each: Item) => news.some(other => other[kind] === each[kind])
  return [...listOf(held).filter(each => !isNew(each)), ...news]
}

function ofKinds(sent: unknown, kind: string, usual: string): readonly Item[] {
  return listOf(sent).map(each => ({ [kind]: usual, ...each }))
}

function listOf(value: unknown): readonly Item[] {
  return Array.isArray(value) ? value : []
}

function history(held: Held, of: string, { method, body }: PlatformCall): FakeAnswer {
  if (method === 'PUT') {
    for (const record of JSON.parse(body).HistoryRecords)
      add(held, 'HistoryRecords', { ...record, of })
  }
  const records = [...(held.get('HistoryRecords')?.values() ?? [])]
    .filter(record => record.of === of)
    .map(({ of: _, HistoryRecordID: __, ...record }) => record)
  return { status: 200, json: { HistoryRecords: records } }
}

function list(items: ReadonlyMap<string, Item>, folder: string, { url }: PlatformCall): FakeAnswer {
  const query = url.searchParams
  const where = query.get('where')
  const contact = query.get('ContactIDs') ?? query.get('ContactID')
  if (where !== null && !wheres.test(where)) return fault(400, 'QueryParseException')
  if (contact !== null && !uuid.test(contact)) return fault(400, 'ContactIDs cannot be parsed')
  const ids =
    contact === null ? [...(where ?? '').matchAll(/"([^"]+)"/g)].map(([, id]) => id) : [contact]
  const term = query.get('searchTerm')?.toLowerCase() ?? ''
  const found = [...items.values()].filter(item => {
    const own = folder === 'Payments' ? item.PaymentID : Object(item.Contact).ContactID
    if (ids.length > 0 && !ids.includes(String(own))) return false
    if (folder !== 'Contacts') return true
    const isShown = item.ContactStatus !== 'ARCHIVED' || query.get('includeArchived') === 'true'
    const text = [item.Name, item.FirstName, item.LastName, item.EmailAddress]
      .join(' ')
      .toLowerCase()
    return isShown && text.includes(term)
  })
  // Repeating invoices have no pages.
  if (folder === 'RepeatingInvoices') return { status: 200, json: { [folder]: found } }
  const size = Number(query.get('pageSize') ?? 100)
  const page = Number(query.get('page') ?? 1)
  if (!(size >= 1 && size <= 1000 && page >= 1)) return fault(400, 'page')
  return { status: 200, json: { [folder]: found.slice((page - 1) * size, page * size) } }
}

function fault(status: number, text: string): FakeAnswer {
  return { status, json: { Title: text, Status: status, Detail: text } }
}
