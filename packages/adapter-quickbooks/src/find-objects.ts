import {
  type Answer,
  type Call,
  type Identifier,
  type JsonValue,
  type KnownPerson,
  listAt,
  type Platform,
  type Reference,
  readPages,
  textAt,
  textOrNull,
  valueAt,
} from '@conduit/core'
import { askCompany, companyUrl } from './read.ts'
import type { Settings } from './settings.ts'

/** Kinds of people and firms, and the documents that can be listed by them. */
export const holdings: Readonly<Record<string, readonly (readonly [kind: string, by: string])[]>> =
  {
    Customer: [
      ['Invoice', 'CustomerRef'],
      ['SalesReceipt', 'CustomerRef'],
      ['Payment', 'CustomerRef'],
      ['Estimate', 'CustomerRef'],
      ['CreditMemo', 'CustomerRef'],
      ['RefundReceipt', 'CustomerRef'],
    ],
    Vendor: [
      ['Bill', 'VendorRef'],
      ['BillPayment', 'VendorRef'],
    ],
    Employee: [],
  }
/** A thousand would be allowed, but documents of many lines be larger than is read. */
const pageSize = 100
/** Ids are numbers: nothing that leads elsewhere within an address or a query. */
export const isId = /^\d{1,20}$/
/** Letters that addresses have without quotes. QuickBooks refuses a query with many others. */
const isAddress = /^[\w!#$%&'*+/=?^`{|}~.-]+@[\w.-]+$/

/** The person's customers, vendors and employees: those that are told, and customers by an address. */
export async function findPeople(
  { identifiers, references }: KnownPerson,
  reader: Reader,
): Promise<readonly Reference[]> {
  const found = new Map<string, Reference>()
  const add = (each: Reference) => found.set(`${each.object}:${each.id}`, each)
  for (const each of [...references, ...identifiers.flatMap(namedBy)]) {
    if (isReadable(each)) add({ object: each.object, id: each.id })
  }
  for (const { category, value } of identifiers) {
    if (category !== 'email' || !isAddress.test(value)) continue
    for (const id of await customersOf(value, reader)) add({ object: 'Customer', id })
  }
  return [...found.values()]
}

/** How files are asked for that hang on somebody. */
export function attachedTo({ object, id }: Reference): string {
  return `AttachableRef.EntityRef.Type = '${object}' AND AttachableRef.EntityRef.value = '${id}'`
}

/** A company, as calls reach it. */
export interface Reader extends Pick<Platform, 'request'> {
  callOf(document: string): Call
}

/** The company of the integration. */
export function company(settings: Settings, platform: Platform): Reader {
  return {
    request: call => askCompany(settings, platform, call),
    callOf: document => ({ url: companyUrl(settings, document) }),
  }
}

/** Ids are told with their kind: a customer and a vendor may have the same. */
function namedBy({ category, value }: Identifier): readonly Reference[] {
  const [object = '', id = ''] = category === 'account_id' ? value.split(':') : []
  return value === `${object}:${id}` ? [{ object, id }] : []
}

/** Is it somebody, by an id that leads nowhere else? */
export function isReadable({ object, id }: Reference): boolean {
  return Object.hasOwn(holdings, object) && isId.test(id)
}

/**
 * Inactive ones too. A field may hold several addresses, so it is searched within, and what it brings is
 * compared. Whether QuickBooks minds the case is not documented: both are asked for.
 */
async function customersOf(address: string, reader: Reader): Promise<readonly string[]> {
  const wanted = address.toLowerCase()
  const ids: string[] = []
  for (const form of new Set([address, wanted])) {
    const where = `PrimaryEmailAddr LIKE '%${form.replaceAll("'", String.raw`\'`)}%'`
    for await (const page of pages('Customer', `${where} AND Active IN (true, false)`, reader)) {
      const same = listed(page, 'Customer').filter(customer => {
        const held = textOrNull(customer, '/PrimaryEmailAddr/Address') ?? ''
        return held
          .toLowerCase()
          .split(/[\s,;]+/)
          .includes(wanted)
      })
      ids.push(...same.map(customer => textAt(customer, '/Id')))
    }
  }
  return ids.filter(id => isId.test(id))
}

/** Pages are counted by the documents before them, and the last one is not full. */
export async function* pages(
  kind: string,
  where: string,
  reader: Reader,
): AsyncGenerator<JsonValue> {
  const pageFrom = (start: number) => {
    const query = `SELECT * FROM ${kind} WHERE ${where} ORDERBY Id STARTPOSITION ${start} MAXRESULTS ${pageSize}`
    return reader.callOf(`query?query=${encodeURIComponent(query)}`)
  }
  let start = 1
  const next = ({ json }: Answer) => {
    start += pageSize
    return listed(json, kind).length < pageSize ? null : pageFrom(start)
  }
  for await (const page of readPages(reader, pageFrom(1), next)) {
    if (listed(page, kind).length > 0) yield page
  }
}

/** What a page has of a kind. One that has none of it leaves the list out, not what it stands in. */
export function listed(page: unknown, kind: string): readonly unknown[] {
  const response = valueAt(page, '/QueryResponse')
  const isEmpty = typeof response === 'object' && response !== null && !(kind in response)
  return isEmpty ? [] : listAt(response, `/${kind}`)
}
