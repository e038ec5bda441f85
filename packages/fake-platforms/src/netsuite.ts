import type { FakeAnswer, PlatformCall } from '@conduit/recordings'
import { hostScript, type Restlet, type ScriptedRecord } from './netsuite-script.ts'
import { parseSuiteQl } from './netsuite-sql.ts'

/** A record as the REST API shows it. */
type Item = Readonly<Record<string, unknown>>

/** What a fake NetSuite account holds: by kind, as the REST API names it, then by id. */
export interface FakeNetSuite {
  readonly state: ReadonlyMap<string, Map<string, Item>>
  /** Do removals of personal information fail from now on? */
  isFailing: boolean
  /** Makes a record, and tells its id; ids are unique over all kinds. */
  add(kind: string, fields: Item): string
  /** Lets removals of personal information come to their end. */
  settle(): void
  answer(call: PlatformCall): FakeAnswer
}

const people = ['customer', 'contact', 'employee', 'vendor', 'partner', 'otherName']
const documents = ['salesOrder', 'invoice', 'cashSale', 'vendorBill', 'journalEntry']
const conversations = ['supportCase', 'message']
const kinds = [...people, ...documents, ...conversations]

/**
 * Makes a NetSuite account without records, in which one RESTlet is installed: the file of ours, run as it is. Where
 * it is strict, NetSuite is: a token; the host of the account, and another one for RESTlets; `Prefer: transient`, an
 * order and pages of at most a thousand for queries; nobody is deleted who is on a document; a removal of personal
 * information is saved only for records and fields that there are, of people and documents alone, and comes to its
 * end by itself. No client and no description of NetSuite could be run here, so all of it is *unconfirmed* beyond
 * Oracle's pages and the published type definitions; among it that `transaction` has a column `recordtype`, that `getFields()`
 * lists what can be emptied, and what names and errors of a script look like over HTTP.
 *
 * @param account lower case, as hosts have it
 * @param script the source of the RESTlet, and the id that its deployment and it end with
 */
export function fakeNetSuite(
  account: string,
  script: { readonly source: string; readonly id: string },
): FakeNetSuite {
  const state = new Map(kinds.map(kind => [kind, new Map<string, Item>()]))
  const removable = [...people, ...documents]
  const host = hostScript(script.source, (type, id) => {
    const kind = removable.find(each => each.toLowerCase() === type)
    return kind === undefined ? null : scripted(state.get(kind), String(id))
  })
  const fake: FakeNetSuite = {
    state,
    isFailing: false,
    add(kind, fields) {
      const id = String([...state.values()].reduce((sum, { size }) => sum + size, 1_427))
      state.get(kind)?.set(id, { ...fields, id })
      return id
    },
    settle: () => host.settle(fake.isFailing),
    answer(call) {
      if (!/^Bearer \S+/.test(call.headers.authorization ?? '')) return fault(401, 'INVALID_LOGIN')
      if (call.url.host === `${account}.restlets.api.netsuite.com`)
        return answerScript(host.restlet, script.id, call)
      if (call.url.host !== `${account}.suitetalk.api.netsuite.com`)
        return fault(401, 'INVALID_LOGIN')
      const path = call.url.pathname.replace('/services/rest/', '')
      if (path === 'query/v1/suiteql') return answerQuery(state, call)
      const [, kind = '', id = ''] = /^record\/v1\/(\w+)\/(\d+)$/.exec(path) ?? []
      return answerRecord(state, kind, id, call)
    },
  }
  return fake
}

type State = FakeNetSuite['state']

/** A record as scripts see it; its lists are none of its fields. */
function scripted(items: Map<string, Item> | undefined, id: string): ScriptedRecord | null {
  const item = items?.get(id)
  if (items === undefined || item === undefined) return null
  return {
    fields: Object.keys(item)
      .filter(name => Object(item[name]).items === undefined)
      .map(name => name.toLowerCase()),
    clear(fields) {
      const now = Object(items.get(id))
      const kept = Object.entries(now).filter(([name]) => !fields.includes(name.toLowerCase()))
      items.set(id, Object.fromEntries(kept))
    },
  }
}

function answerRecord(state: State, kind: string, id: string, { method }: PlatformCall) {
  const items = state.get(kind)
  const item = items?.get(id)
  if (items === undefined || item === undefined) return fault(404, 'NONEXISTENT_ID')
  if (method === 'GET') return told(item, 'application/vnd.oracle.resource+json; type=singular')
  if (method !== 'DELETE') return fault(405, 'METHOD_NOT_ALLOWED')
  const isNamed = documents.some(each =>
    [...(state.get(each)?.values() ?? [])].some(({ entity }) => Object(entity).id === id),
  )
  if (isNamed) return fault(400, 'USER_ERROR')
  items.delete(id)
  return { status: 204 }
}

function answerQuery(state: State, { headers, method, body, url }: PlatformCall): FakeAnswer {
  if (method !== 'POST' || headers.prefer !== 'transient') return fault(400, 'INVALID_HEADER')
  const limit = Number(url.searchParams.get('limit'))
  const offset = Number(url.searchParams.get('offset'))
  if (!(limit >= 1 && limit <= 1_000) || offset % limit !== 0)
    return fault(400, 'INVALID_PARAMETER')
  const asked = parseSuiteQl(String(JSON.parse(body).q))
  if (asked === null) return fault(400, 'INVALID_PARAMETER')
  const { columns, table, holds } = asked
  const read = table === 'transaction' ? documents : kinds.filter(each => isNamed(each, table))
  if (read.length === 0) return fault(400, 'INVALID_PARAMETER')
  const rows = read.flatMap(kind =>
    [...(state.get(kind)?.values() ?? [])].map(item => rowOf(kind, item)),
  )
  const matching = rows.filter(row => holds(column => row[column] ?? ''))
  const some = matching.slice(offset, offset + limit)
  const items = some.map(row => Object.fromEntries(columns.map(each => [each, row[each] ?? null])))
  return told({
    ...{ items, count: some.length, offset, totalResults: matching.length },
    hasMore: offset + some.length < matching.length,
  })
}

function isNamed(kind: string, table: string): boolean {
  return !documents.includes(kind) && kind.toLowerCase() === table
}

/** Columns have names in lower case, and records in them are their ids. */
function rowOf(kind: string, item: Item): Readonly<Record<string, string>> {
  const cells = Object.entries(item).map(([name, value]) => [
    name.toLowerCase(),
    String(Object(value).id ?? value),
  ])
  return { ...Object.fromEntries(cells), recordtype: kind.toLowerCase() }
}

function answerScript(restlet: Restlet, id: string, call: PlatformCall): FakeAnswer {
  const query = Object.fromEntries(call.url.searchParams)
  if (call.url.pathname !== '/app/site/hosting/restlet.nl') return fault(404, 'NOT_FOUND')
  const isOurs = query.script === `customscript${id}` && query.deploy === `customdeploy${id}`
  if (!isOurs) return scriptFault('SSS_INVALID_SCRIPTLET_ID')
  // Otherwise a script gets a text, and its answer is one.
  if (call.headers['content-type'] !== 'application/json') return scriptFault('INVALID_RETURN_DATA')
  try {
    const content = call.method === 'GET' ? restlet.get(query) : restlet.post(JSON.parse(call.body))
    return { status: 200, json: content }
  } catch (error) {
    return scriptFault(String(Object(error).name))
  }
}

function scriptFault(code: string): FakeAnswer {
  return { status: 400, json: { error: { code, message: 'refused' } } }
}

function told(content: Item, type = 'application/vnd.oracle.resource+json; type=collection') {
  return { status: 200, headers: { 'content-type': type }, json: content }
}

function fault(status: number, code: string): FakeAnswer {
  return {
    status,
    json: { title: 'refused', status, 'o:errorDetails': [{ detail: '', 'o:errorCode': code }] },
  }
}
