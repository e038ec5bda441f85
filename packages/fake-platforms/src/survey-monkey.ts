import type { FakeAnswer, PlatformCall } from '@conduit/recordings'

/** An object as the API shows it. */
type Item = Readonly<Record<string, unknown>>

/** What a fake SurveyMonkey account holds: by kind, then by id. */
export interface FakeSurveyMonkey {
  readonly state: ReadonlyMap<Kind, Map<string, Item>>
  answer(call: PlatformCall): FakeAnswer
}

type Kind = 'surveys' | 'responses' | 'recipients' | 'contacts'

const kinds: readonly Kind[] = ['surveys', 'responses', 'recipients', 'contacts']

/**
 * Makes an empty SurveyMonkey account; what is in it is put into the state. Where it is strict, SurveyMonkey
 * is: a token; pages of a hundred at most; contacts of one status alone, and the active where none is asked for;
 * a response within its survey or its collector, a recipient within its collector. A deletion without an id
 * is one of all responses. *Unconfirmed*: it was made by the published description of the API, and no client of
 * the vendor's has been here; how a deletion is answered, and that the search for contacts looks within texts,
 * stands nowhere.
 *
 * @see https://github.com/SurveyMonkey/public_api_docs
 */
export function fakeSurveyMonkey(): FakeSurveyMonkey {
  const state = new Map(kinds.map(kind => [kind, new Map<string, Item>()]))
  return {
    state,
    answer(call) {
      if (!/^Bearer \S+/i.test(call.headers.authorization ?? '')) return fault(401, '1010')
      const [outer = '', id = '', inner, innerId] = call.url.pathname
        .replace(/^\/v3\//, '')
        .split('/')
      if (inner === undefined && id === '') return list(state, outer, () => true, call)
      if (inner === undefined) return one(state, outer, id, () => true, call)
      const member = outer === 'surveys' ? 'survey_id' : 'collector_id'
      const isWithin = (item: Item) => item[member] === id
      if (innerId === undefined || innerId === 'bulk') return list(state, inner, isWithin, call)
      return one(state, inner, innerId, isWithin, call)
    },
  }
}

type State = FakeSurveyMonkey['state']

function one(
  state: State,
  kind: string,
  id: string,
  isWithin: (item: Item) => boolean,
  { method }: PlatformCall,
): FakeAnswer {
  const items = state.get(kind as Kind)
  const item = items?.get(id)
  if (items === undefined || item === undefined || !isWithin(item)) return fault(404, '1020')
  if (method === 'GET') return { status: 200, json: item }
  if (method !== 'DELETE') return fault(405, '1001')
  items.delete(id)
  return { status: 204 }
}

function list(
  state: State,
  kind: string,
  isWithin: (item: Item) => boolean,
  { method, url }: PlatformCall,
): FakeAnswer {
  const items = state.get(kind as Kind)
  if (items === undefined) return fault(404, '1020')
  const all = [...items.values()].filter(isWithin)
  if (method === 'DELETE') {
    for (const { id } of all) items.delete(String(id))
    return { status: 204 }
  }
  const query = url.searchParams
  const size = Number(query.get('per_page') ?? 50)
  const page = Number(query.get('page') ?? 1)
  if (!(size >= 1 && size <= 100 && page >= 1)) return fault(400, '1002')
  const found = all.filter(item => isMeant(kind, item, state, query))
  const links = { self: url.href, ...(page * size < found.length && { next: `${url.href}&next` }) }
  const data = found.slice((page - 1) * size, page * size)
  return { status: 200, json: { data, page, per_page: size, total: found.length, links } }
}

function isMeant(kind: string, item: Item, state: State, query: URLSearchParams): boolean {
  if (kind === 'contacts') {
    const text = String(item[query.get('search_by') ?? 'email'] ?? '').toLowerCase()
    const isOfStatus = (item.status ?? 'active') === (query.get('status') ?? 'active')
    return isOfStatus && text.includes((query.get('search') ?? '').toLowerCase())
  }
  const wanted = query.get('email')?.toLowerCase()
  if (kind !== 'responses' || wanted === undefined) return true
  // It is the address of whoever was invited.
  const recipient = state.get('recipients')?.get(String(item.recipient_id))
  return String(recipient?.email ?? '')
    .toLowerCase()
    .includes(wanted)
}

function fault(status: number, id: string): FakeAnswer {
  const error = { id, name: 'refused', message: 'refused', http_status_code: status }
  return { status, json: { error } }
}
