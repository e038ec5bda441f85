import type { FakeAnswer } from '@conduit/recordings'
import { fault } from './hubspot-faults.ts'
import { purge } from './hubspot-purge.ts'
import type { HubSpotCall, HubSpotRecord, HubSpotState } from './hubspot-state.ts'

const time = '2026-11-12T10:00:00.000Z'
const own = ['hs_object_id', 'createdate', 'lastmodifieddate']
/** Properties that accounts have, as far as anything here depends on them. */
const known: Readonly<Record<string, readonly string[]>> = {
  '0-1': [
    ...['email', 'firstname', 'lastname', 'phone', 'mobilephone', 'hs_additional_emails'],
    ...['hs_calculated_phone_number', 'hs_searchable_calculated_phone_number'],
    ...['hs_whatsapp_phone_number', 'hs_calculated_mobile_number'],
    'hs_searchable_calculated_mobile_number',
  ],
  '0-3': ['dealname', 'amount'],
  '0-5': ['subject', 'content'],
  '0-46': ['hs_note_body', 'hs_timestamp'],
}
const operators = new Set(['EQ', 'CONTAINS_TOKEN'])

/** Records of the CRM, their properties, associations and lists. */
export function hubSpotObjects(state: HubSpotState) {
  let made = 900_000_000

  const propertiesOf = (type: string) => {
    const names = state.properties.get(type) ?? new Set([...own, ...(known[type] ?? [])])
    state.properties.set(type, names)
    return names
  }
  const view = ({ id, properties, archived }: HubSpotRecord, names: readonly string[]) => {
    const told = [...new Set([...own, ...names])].filter(name => name in properties)
    return {
      ...{ id, archived, createdAt: time, updatedAt: time, ...(archived && { archivedAt: time }) },
      properties: Object.fromEntries(told.map(name => [name, properties[name]])),
    }
  }
  const live = (type: string) =>
    [...state.objects.values()].filter(each => each.type === type && !each.archived)

  const create = (type: string, given: Readonly<Record<string, string>>): FakeAnswer => {
    const names = propertiesOf(type)
    if (Object.keys(given).some(name => !names.has(name)))
      return fault(400, 'VALIDATION_ERROR', 'PROPERTY_DOESNT_EXIST')
    const id = `${++made}`
    const stamped = { hs_object_id: id, createdate: time, lastmodifieddate: time }
    const { email } = given
    const lower = email === undefined ? {} : { email: email.toLowerCase() }
    const properties = { ...given, ...lower, ...calculated(given), ...stamped }
    const record = { id, type, properties, archived: false }
    state.objects.set(`${type} ${id}`, record)
    return { status: 201, json: view(record, Object.keys(given)) }
  }

  const batchRead = (type: string, { json, query }: HubSpotCall): FakeAnswer => {
    const { inputs, properties, propertiesWithHistory } = json as {
      inputs?: readonly { id: string }[]
      properties?: readonly string[]
      propertiesWithHistory?: readonly string[]
    }
    if (!inputs || !properties || !propertiesWithHistory || query.get('archived') === 'true')
      return fault(400, 'VALIDATION_ERROR')
    if (inputs.length === 0 || inputs.length > 100) return fault(400, 'VALIDATION_ERROR')
    const found = inputs.flatMap(({ id }) => live(type).filter(each => each.id === id))
    const results = found.map(each => view(each, properties))
    const isWhole = results.length === inputs.length
    const json_ = { status: 'COMPLETE', startedAt: time, completedAt: time, results }
    return { status: isWhole ? 200 : 207, json: isWhole ? json_ : { ...json_, numErrors: 1 } }
  }

  const search = (type: string, { json }: HubSpotCall): FakeAnswer => {
    const { filterGroups, limit, after, properties, sorts } = json as {
      filterGroups?: readonly { filters: readonly Filter[] }[]
      limit?: number
      after?: string
      properties?: readonly string[]
      sorts?: readonly string[]
    }
    if (!filterGroups || !properties || !sorts || after === undefined || limit === undefined)
      return fault(400, 'VALIDATION_ERROR')
    const filters = filterGroups.flatMap(group => group.filters)
    if (
      limit > 200 ||
      filterGroups.length > 5 ||
      filters.some(({ operator }) => !operators.has(operator))
    )
      return fault(400, 'VALIDATION_ERROR')
    const all = live(type).filter(({ properties: values }) =>
      filterGroups.some(group => group.filters.every(filter => matches(filter, values))),
    )
    const from = Number(after)
    const results = all.slice(from, from + limit).map(each => view(each, properties))
    return {
      status: 200,
      json: { total: all.length, results, ...paging(from + limit, all.length) },
    }
  }

  const associated = ([, , , type, id, , to]: readonly string[], query: URLSearchParams) => {
    const limit = Number(query.get('limit') ?? 500)
    if (!(limit >= 1 && limit <= 500)) return fault(400, 'VALIDATION_ERROR')
    const mark = `${type} ${id} ${to} `
    const all = [...state.associations].filter(each => each.startsWith(mark))
    const from = Number(query.get('after') ?? 0)
    const results = all.slice(from, from + limit).map(each => ({
      toObjectId: each.slice(mark.length),
      associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: 1, label: null }],
    }))
    return { status: 200, json: { results, ...paging(from + limit, all.length) } }
  }

  const associate = ([, , , type, id, , , to, other]: readonly string[]): FakeAnswer => {
    state.associations.add(`${type} ${id} ${to} ${other}`)
    state.associations.add(`${to} ${other} ${type} ${id}`)
    return {
      status: 200,
      json: { status: 'COMPLETE', results: [], startedAt: time, completedAt: time },
    }
  }

  const lists = ({ method, path, json }: HubSpotCall): FakeAnswer | null => {
    if (path[3] === 'records') {
      const results = [...state.lists]
        .filter(([, ids]) => ids.includes(String(path[5])))
        .map(([listId]) => ({ listId, listVersion: 1, firstAddedTimestamp: time }))
      return { status: 200, json: { total: results.length, results } }
    }
    if (method === 'POST') {
      const listId = `${++made}`
      state.lists.set(listId, [])
      const list = { ...json, listId, listVersion: 1, processingStatus: 'COMPLETE' }
      return { status: 200, json: { list } }
    }
    const ids = json as unknown as readonly string[]
    state.lists.set(String(path[3]), [...(state.lists.get(String(path[3])) ?? []), ...ids])
    return {
      status: 200,
      json: { recordIdsAdded: ids, recordIdsRemoved: [], recordIdsMissing: [] },
    }
  }

  const properties = (type: string, { method, json }: HubSpotCall): FakeAnswer => {
    const names = propertiesOf(type)
    if (method === 'POST') {
      names.add(String(json.name))
      return { status: 201, json: { ...json, options: [], description: '' } }
    }
    return { status: 200, json: { results: [...names].map(name => ({ name })) } }
  }

  return (call: HubSpotCall): FakeAnswer | null => {
    const { method, path, query } = call
    const [, version = '', family, type = '', id, verb] = path
    // `crm/objects/2026-03/0-1/17/associations/0-5`, `crm/v4/objects/0-1/17/associations/…`
    if (path.includes('associations')) {
      if (method === 'PUT') return associate(path)
      return /^\d{4}-\d{2}$/.test(String(family)) ? associated(path, query) : null
    }
    if (version !== 'v3') return null
    if (family === 'lists') return lists(call)
    if (family === 'properties') return properties(type, call)
    if (id === 'batch' && verb === 'read') return batchRead(type, call)
    if (id === 'search') return search(type, call)
    if (id === undefined) return create(type, call.json.properties as Record<string, string>)
    if (id === 'gdpr-delete' && type === '0-1') return purge(state, call.json)
    const isArchived = query.get('archived') === 'true'
    const record = state.objects.get(`${type} ${id}`)
    if (record === undefined || record.archived !== isArchived) return null
    if (method !== 'DELETE')
      return { status: 200, json: view(record, (query.get('properties') ?? '').split(',')) }
    state.objects.set(`${type} ${id}`, { ...record, archived: true })
    return { status: 204 }
  }
}

interface Filter {
  readonly propertyName: string
  readonly operator: string
  readonly value: string
}

/** A token is a word; `*` stands for whatever is before it. */
function matches(
  { propertyName, operator, value }: Filter,
  values: Readonly<Record<string, string>>,
) {
  const own = values[propertyName]?.toLowerCase()
  if (own === undefined) return false
  if (operator === 'EQ') return own === value.toLowerCase()
  if (value.startsWith('*')) return own.endsWith(value.slice(1))
  // Words of an address are told apart, so a search brings what shares them.
  return value.split(/[@.]/).some(word => own.split(/[@.;]/).includes(word))
}

/** What HubSpot works out: a number with its country, and without. */
function calculated({ phone }: Readonly<Record<string, string>>) {
  const digits = phone?.replaceAll(/\D/g, '')
  if (digits === undefined) return {}
  return {
    ...(phone?.startsWith('+') && { hs_calculated_phone_number: `+${digits}` }),
    hs_searchable_calculated_phone_number: digits.slice(-10),
  }
}

function paging(next: number, total: number) {
  return next < total ? { paging: { next: { after: `${next}` } } } : {}
}
