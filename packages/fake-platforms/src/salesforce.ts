import type { FakeAnswer, PlatformCall } from '@conduit/recordings'
import { type SObjectKind, salesforceObjects } from './salesforce-objects.ts'
import { emptyRecycleBin, remove, settle } from './salesforce-recycle-bin.ts'
import { parseSoql, type SObject } from './salesforce-soql.ts'

/** What a fake Salesforce holds: by object, then by id. */
export interface FakeSalesforce {
  readonly state: ReadonlyMap<string, Map<string, SObject>>
  answer(call: PlatformCall): FakeAnswer
  /** A day goes by: what was purged from the recycle bin cannot be queried any more. */
  settle(): void
}

/** An organisation from within. */
export interface Organisation {
  readonly kinds: ReadonlyMap<string, SObjectKind>
  readonly state: Map<string, Map<string, SObject>>
  /** Ids of records that were purged, and can be queried for a while. */
  readonly purged: Set<string>
  /** What is left of a query, by its locator. */
  readonly locators: Map<string, readonly SObject[]>
}

const root = '/services/data/v64.0'
/** Salesforce hands out 2000, and fewer where records are large. */
const batchSize = 150
const organizationId = '00D5g000004KxQzEAK'

/**
 * Makes a Salesforce organisation without people. Where it is strict, Salesforce is: a token; objects and
 * fields that there are, of which one that the organisation lacks and one that the user may not read are
 * told alike (`INVALID_TYPE`, `INVALID_FIELD`); the words of SOQL and its escapes; `FIELDS(ALL)` for 200
 * records and no more; batches with a locator. An account with a last name is a person, and has a contact
 * beside it. A file that is published at a record is linked to it. It knows some fields of each object alone.
 * What is deleted lies in the recycle bin, where only `queryAll` sees it, and when it is purged it can be queried
 * until the day has gone by; a contact with cases is not deleted, and a user never. *Unconfirmed*: by which word the
 * recycle bin says that a record is not in it.
 *
 * @param options.isPlain nothing is switched on: no person accounts, no e-mail, no orders
 * @param options.hidden objects that the user may not read
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_list.htm
 */
export function fakeSalesforce(
  options: { readonly isPlain?: boolean; readonly hidden?: readonly string[] } = {},
): FakeSalesforce {
  const kinds = new Map(salesforceObjects(options.isPlain === true))
  const state = new Map([...kinds.keys()].map(name => [name, new Map<string, SObject>()]))
  const organisation: Organisation = { kinds, state, locators: new Map(), purged: new Set() }
  insert(organisation, 'Organization', { Name: 'Sample' }, organizationId)
  return {
    state,
    answer(call) {
      if (call.url.pathname === '/services/oauth2/token') {
        return { status: 200, json: { access_token: 'a-token', token_type: 'Bearer' } }
      }
      if (call.url.pathname === '/services/Soap/u/64.0') return emptyRecycleBin(organisation, call)
      if (!/^Bearer \S+/.test(call.headers.authorization ?? '')) {
        return fault(401, 'INVALID_SESSION_ID')
      }
      const [, kind = '', object = '', id] = call.url.pathname.replace(root, '').split('/')
      if (!call.url.pathname.startsWith(`${root}/`)) return fault(404, 'NOT_FOUND')
      const isHidden = call.method === 'GET' && options.hidden?.includes(object)
      if (kind === 'query' || kind === 'queryAll')
        return query(organisation, kind, object, options.hidden ?? [], call)
      if (kind !== 'sobjects' || isHidden || !kinds.has(object)) return fault(404, 'NOT_FOUND')
      if (call.method === 'POST') return create(organisation, object, call)
      const record = id === undefined ? undefined : state.get(object)?.get(id)
      if (id === undefined || record === undefined) return fault(404, 'NOT_FOUND')
      if (record.IsDeleted === true) return fault(404, 'ENTITY_IS_DELETED')
      if (call.method === 'DELETE') return remove(organisation, object, id)
      if (call.method === 'PATCH') return change(organisation, object, record, call)
      return { status: 200, json: shown(organisation, object, record, null) }
    },
    settle: () => settle(organisation),
  }
}

function change(
  organisation: Organisation,
  object: string,
  record: SObject,
  { body }: PlatformCall,
): FakeAnswer {
  const fields: SObject = JSON.parse(body)
  const known = organisation.kinds.get(object)?.fields
  if (Object.keys(fields).some(name => known?.has(name) !== true))
    return fault(400, 'INVALID_FIELD')
  // A name without a last name, and a lead without a company, are refused.
  const isBare = ['LastName', 'Company'].some(name => name in fields && !fields[name])
  if (isBare) return fault(400, 'REQUIRED_FIELD_MISSING')
  organisation.state.get(object)?.set(String(record.Id), { ...record, ...fields })
  return { status: 204 }
}

function create(organisation: Organisation, object: string, { body }: PlatformCall): FakeAnswer {
  const fields: SObject = JSON.parse(body)
  const known = organisation.kinds.get(object)?.fields
  if (Object.keys(fields).some(name => known?.has(name) !== true))
    return fault(400, 'INVALID_FIELD')
  const id = insert(organisation, object, fields)
  if (object === 'Account' && known?.has('IsPersonAccount')) {
    const { FirstName, LastName, PersonEmail: Email } = fields
    const isPerson = LastName !== undefined
    const contact = { FirstName, LastName, Email, AccountId: id, IsPersonAccount: true }
    insert(
      organisation,
      object,
      {
        ...{ ...fields, IsPersonAccount: isPerson },
        ...(isPerson && { PersonContactId: insert(organisation, 'Contact', contact) }),
      },
      id,
    )
  }
  if (object === 'ContentVersion') {
    const ContentDocumentId = id.replace('068', '069')
    const LinkedEntityId = fields.FirstPublishLocationId
    insert(organisation, object, { ...fields, ContentDocumentId }, id)
    insert(organisation, 'ContentDocumentLink', { ContentDocumentId, LinkedEntityId })
  }
  return { status: 201, json: { id, success: true, errors: [] } }
}

function insert(
  { kinds, state }: Organisation,
  object: string,
  fields: SObject,
  id = newId(kinds.get(object)?.prefix, [...(state.get(object)?.keys() ?? [])].at(-1)),
): string {
  state.get(object)?.set(id, { ...fields, Id: id })
  return id
}

/** Ids are counted on, also where the last records are gone. */
function newId(prefix = '', last = ''): string {
  const number = last === '' ? 0 : Number(last.slice(9, 15)) + 1
  return `${prefix}5g0000${String(number).padStart(6, '0')}AAA`
}

function query(
  organisation: Organisation,
  kindOfQuery: 'query' | 'queryAll',
  locator: string,
  hidden: readonly string[],
  { url }: PlatformCall,
): FakeAnswer {
  if (locator !== '') {
    const rest = organisation.locators.get(locator)
    return rest === undefined ? fault(400, 'INVALID_QUERY_LOCATOR') : batch(organisation, rest)
  }
  const soql = parseSoql(url.searchParams.get('q') ?? '')
  if (soql === null) return fault(400, 'MALFORMED_QUERY')
  const { object, fields, filtered, holds, limit } = soql
  const kind = organisation.kinds.get(object)
  if (kind === undefined || hidden.includes(object)) return fault(400, 'INVALID_TYPE')
  if ([...(fields ?? []), ...filtered].some(name => !kind.fields.has(name))) {
    return fault(400, 'INVALID_FIELD')
  }
  const found = [...(organisation.state.get(object)?.values() ?? [])].filter(
    record => holds(record) && (kindOfQuery === 'queryAll' || record.IsDeleted !== true),
  )
  const sorted = found.sort((one, other) => (String(one.Id) < String(other.Id) ? -1 : 1))
  return batch(
    organisation,
    sorted.slice(0, limit).map(record => shown(organisation, object, record, fields)),
  )
}

function batch({ locators }: Organisation, records: readonly SObject[]): FakeAnswer {
  const done = records.length <= batchSize
  const locator = `01g5g00000${locators.size}-${batchSize}`
  if (!done) locators.set(locator, records.slice(batchSize))
  const next = done ? {} : { nextRecordsUrl: `${root}/query/${locator}` }
  const some = records.slice(0, batchSize)
  return { status: 200, json: { totalSize: records.length, done, ...next, records: some } }
}

/** A record has all of its fields, empty ones too. */
function shown(
  { kinds }: Organisation,
  type: string,
  record: SObject,
  fields: readonly string[] | null,
): SObject {
  const names = fields ?? [...(kinds.get(type)?.fields ?? [])]
  const attributes = { type, url: `${root}/sobjects/${type}/${record.Id}` }
  return {
    attributes,
    ...Object.fromEntries(
      names.map(name => [name, record[name] ?? (name === 'IsDeleted' ? false : null)]),
    ),
  }
}

/** How Salesforce says no. */
export function fault(status: number, errorCode: string): FakeAnswer {
  return { status, json: [{ errorCode, message: 'refused' }] }
}
