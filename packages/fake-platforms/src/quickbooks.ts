import type { FakeAnswer, PlatformCall } from '@conduit/recordings'
import { parseQuickBooksQuery } from './quickbooks-query.ts'

/** An object as the API shows it. */
type Item = Readonly<Record<string, unknown>>

/** What a fake QuickBooks company holds: by kind, then by id. */
export interface FakeQuickBooks {
  readonly state: ReadonlyMap<string, Map<string, Item>>
  answer(call: PlatformCall): FakeAnswer
}

const names = ['DisplayName', 'FullyQualifiedName', 'GivenName', 'FamilyName', 'Active']
/** Kinds, and by what each can be filtered. */
const filters: Readonly<Record<string, readonly string[]>> = {
  Customer: [...names, 'PrimaryEmailAddr'],
  Vendor: names,
  Employee: names,
  Invoice: ['CustomerRef'],
  SalesReceipt: ['CustomerRef'],
  Payment: ['CustomerRef'],
  Estimate: ['CustomerRef'],
  CreditMemo: ['CustomerRef'],
  RefundReceipt: ['CustomerRef'],
  Bill: ['VendorRef'],
  BillPayment: ['VendorRef'],
  Attachable: ['AttachableRef.EntityRef.Type', 'AttachableRef.EntityRef.value'],
}
const people = new Set(['Customer', 'Vendor', 'Employee'])

/**
 * Makes a QuickBooks company without people. Where it is strict, QuickBooks is: a token, and the company of
 * its address; a minor version; the words of queries, which know no `OR` and at most a thousand results;
 * properties that can be filtered; inactive people are listed only where they are asked for; names are told
 * apart over all kinds of people; faults, some with status 200; what is changed has the newest `SyncToken`; people
 * are not deleted; a second call of the same `requestid` is answered like the first. *Unconfirmed*: that texts are
 * compared with their case; that an empty text in a sparse change empties; the word behind an inactive name; that all documents of sales can be filtered by `CustomerRef`, which programs of others do and
 * of which Intuit's pages could be read in part alone.
 *
 * @see https://developer.intuit.com/app/developer/qbo/docs/api/accounting/all-entities/customer
 */
export function fakeQuickBooks(realm: string): FakeQuickBooks {
  const state = new Map(Object.keys(filters).map(kind => [kind, new Map<string, Item>()]))
  const answers = new Map<string, FakeAnswer>()
  const respond = (call: PlatformCall): FakeAnswer => {
    if (!/^Bearer \S+/.test(call.headers.authorization ?? '')) return fault(401, '3200')
    const [, version, , company, name = '', id] = call.url.pathname.split('/')
    if (version !== 'v3' || company !== realm) return fault(403, '3100')
    if (name === 'query') return query(state, call)
    if (name === 'companyinfo' && id === realm) return told({ CompanyInfo: { Id: '1' } })
    const kind = Object.keys(filters).find(each => each.toLowerCase() === name)
    const items = state.get(kind ?? '')
    if (kind === undefined || items === undefined) return fault(400, '500')
    if (call.method === 'POST') return write(state, kind, call)
    const item = items.get(id ?? '')
    // It is told as a fault of what was asked.
    return item === undefined ? fault(400, '610') : told({ [kind]: item })
  }
  return {
    state,
    answer(call) {
      const name = call.url.searchParams.get('requestid')
      if (name === null) return respond(call)
      if (name.length > 50) return fault(400, '2050')
      const answer = answers.get(name) ?? respond(call)
      answers.set(name, answer)
      return answer
    },
  }
}

type State = FakeQuickBooks['state']

function write(state: State, kind: string, call: PlatformCall): FakeAnswer {
  const fields: Item = JSON.parse(call.body)
  if (fields.Id === undefined) return create(state, kind, call)
  const items = state.get(kind)
  const item = items?.get(String(fields.Id))
  if (items === undefined || item === undefined) return fault(400, '610')
  if (fields.SyncToken !== item.SyncToken) return fault(400, '5010')
  if (call.url.searchParams.get('operation') === 'delete') return remove(items, kind, item)
  const changed = changedBy(kind, item, fields)
  if (people.has(kind) && isTaken(state, kind, changed)) return fault(400, '6240')
  items.set(String(item.Id), { ...changed, SyncToken: String(Number(item.SyncToken) + 1) })
  return told({ [kind]: items.get(String(item.Id)) })
}

/** Nobody is deleted who bought or sold something. */
function remove(items: Map<string, Item>, kind: string, { Id }: Item): FakeAnswer {
  if (people.has(kind)) return fault(400, '500')
  items.delete(String(Id))
  return told({ [kind]: { Id, status: 'Deleted' } })
}

/** Sparse: what is not sent stays. Otherwise it becomes empty. An empty text empties. */
function changedBy(kind: string, item: Item, { sparse, ...fields }: Item): Item {
  const kept = sparse === true ? item : { Active: true }
  const sent = Object.entries(fields).map(([name, value]) => {
    const held = item[name]
    const isMixed = sparse === true && typeof value === 'object' && typeof held === 'object'
    return [name, isMixed ? { ...held, ...value } : value]
  })
  const changed: Item = { ...kept, ...Object.fromEntries(sent) }
  const { DisplayName, Active } = changed
  if (!people.has(kind)) return changed
  const isHidden = Active === false && item.Active !== false
  const own = isHidden ? `${DisplayName} (deleted)` : DisplayName
  return { ...changed, DisplayName: own, FullyQualifiedName: own }
}

/** Ids are counted by kind, and names are told apart over all of them. */
function isTaken(state: State, kind: string, { Id, DisplayName }: Item): boolean {
  return [...people].some(each =>
    [...(state.get(each)?.values() ?? [])].some(
      other => other.DisplayName === DisplayName && (each !== kind || other.Id !== Id),
    ),
  )
}

function create(state: State, kind: string, { body }: PlatformCall): FakeAnswer {
  const fields: Item = JSON.parse(body)
  if (people.has(kind) && isTaken(state, kind, fields)) return fault(400, '6240')
  const ref = filters[kind]?.find(each => /^(Customer|Vendor)Ref$/.test(each))
  if (ref !== undefined && fields[ref] === undefined) return fault(400, '2020')
  const items = state.get(kind)
  const Id = String((items?.size ?? 0) + 1)
  const parent = items?.get(String(Object(fields.ParentRef).value))
  const path = parent === undefined ? '' : `${parent.FullyQualifiedName}:`
  const own = { Active: true, FullyQualifiedName: `${path}${fields.DisplayName}` }
  const item = { ...(people.has(kind) && own), ...fields, Id, SyncToken: '0' }
  items?.set(Id, item)
  return told({ [kind]: item })
}

function query(state: State, { url }: PlatformCall): FakeAnswer {
  if (!url.searchParams.has('minorversion')) return fault(400, '500')
  const asked = parseQuickBooksQuery(url.searchParams.get('query') ?? '')
  if (asked === null) return fault(400, '4000')
  const { kind, where, start, most } = asked
  const known = filters[kind]
  if (known === undefined || where.some(([property]) => !known.includes(property))) {
    return fault(400, '4001')
  }
  const isAnyone = where.some(([property]) => property === 'Active')
  const found = [...(state.get(kind)?.values() ?? [])].filter(item => {
    const isShown = isAnyone || item.Active !== false
    return isShown && where.every(([property, holds]) => holds(propertyOf(item, property)))
  })
  const some = found.slice(start - 1, start - 1 + most)
  if (some.length === 0) return told({ QueryResponse: {} })
  return told({
    QueryResponse: { [kind]: some, startPosition: start, maxResults: some.length },
  })
}

function propertyOf(item: Item, property: string): string {
  const [first = '', ...further] = property.split('.')
  if (further.length > 0) {
    const { EntityRef } = Object(Object(item[first])[0])
    return String(Object(EntityRef)[further.at(-1) === 'Type' ? 'type' : 'value'])
  }
  const value = item[first]
  return String(Object(value).Address ?? Object(value).value ?? value ?? '')
}

function told(content: Item): FakeAnswer {
  return { status: 200, json: { ...content, time: '2026-11-12T02:00:00.000-08:00' } }
}

function fault(status: number, code: string): FakeAnswer {
  const Fault = {
    Error: [{ Message: 'refused', Detail: 'refused', code }],
    type: 'ValidationFault',
  }
  return { status, json: { Fault, time: '2026-11-12T02:00:00.000-08:00' } }
}
