import type { FakeAnswer, PlatformCall } from '@conduit/recordings'

type Item = Readonly<Record<string, unknown>>

/** What a fake account of Mailchimp Transactional holds. */
export interface FakeMandrill {
  readonly state: ReadonlyMap<string, readonly Item[]>
  answer(call: PlatformCall): FakeAnswer
}

/** The first message is so many seconds old; each one follows an hour later. */
const oldest = 63 * 86_400
const lists = ['messages', 'scheduled', 'denylist', 'allowlist', 'sms_denylist'] as const

/**
 * Makes an empty account. Where it is strict, Transactional is: the key stands in each body, errors name
 * themselves, a search is of seven days unless told otherwise and brings a thousand at most, and lists take the
 * beginning of an address for it. _Unconfirmed_: that `full_email` compares without case, and that both dates
 * of a search count whole.
 *
 * @see https://mailchimp.com/developer/transactional/api/
 */
export function fakeMandrill(now = new Date('2026-11-12T10:00:00Z')): FakeMandrill {
  const begin = Math.floor(now.getTime() / 1_000) - oldest
  const state = new Map<(typeof lists)[number], Item[]>(lists.map(list => [list, []]))
  let made = 0
  const held = (list: (typeof lists)[number]) => state.get(list) ?? []
  const add = (list: (typeof lists)[number], item: Item): FakeAnswer => {
    held(list).push(item)
    return { status: 200, json: { ...item, added: true } }
  }
  const begins = (list: (typeof lists)[number], member: string, text: unknown) =>
    held(list)
      .filter(item => lower(item[member]).startsWith(lower(text ?? '')))
      .slice(0, 1000)

  const send = ({ message, send_at }: Item): FakeAnswer => {
    const { to = [], subject, from_email, tags = [], metadata = {} } = (message ?? {}) as Item
    const sent = (to as readonly Item[]).map(({ email }) => {
      const _id = `m${++made}`
      if (send_at !== undefined) {
        held('scheduled').push({
          _id,
          created_at: '2026-11-12',
          send_at,
          from_email,
          to: email,
          subject,
        })
        return { _id, email, status: 'scheduled', reject_reason: null }
      }
      const tracked = { opens: 0, opens_detail: [], clicks: 0, clicks_detail: [] }
      const ts = begin + made * 3_600
      held('messages').push({
        ...{ ts, _id, sender: from_email, template: null, subject, email, tags, metadata },
        ...{ ...tracked, state: 'sent' },
      })
      return { _id, email, status: 'sent', reject_reason: null }
    })
    return { status: 200, json: sent }
  }

  const search = ({ query, date_from, date_to, limit = 100 }: Item): FakeAnswer => {
    const clause = /^full_email:"((?:[^"\\]|\\.)*)"$/.exec(String(query))
    if (clause === null) return fault(500, 'ValidationError')
    if (!(Number(limit) >= 1 && Number(limit) <= 1000)) return fault(500, 'ValidationError')
    const newest = begin + made * 3_600
    const from = date_from === undefined ? newest - 7 * 86_400 : seconds(date_from)
    const to = date_to === undefined ? newest : seconds(date_to) + 86_399
    const wanted = lower((clause[1] ?? '').replace(/\\(.)/g, '$1'))
    const found = held('messages').filter(({ ts, email }) => {
      return Number(ts) >= from && Number(ts) <= to && lower(email) === wanted
    })
    return { status: 200, json: found.reverse().slice(0, Number(limit)) }
  }

  const calls: Readonly<Record<string, (input: Item) => FakeAnswer>> = {
    '/messages/send': send,
    '/messages/search': search,
    '/messages/list-scheduled': ({ to }) => ({
      status: 200,
      json: held('scheduled').filter(item => to === undefined || lower(item.to) === lower(to)),
    }),
    '/messages/cancel-scheduled': ({ id }) => {
      const item = held('scheduled').find(({ _id }) => _id === id)
      if (item === undefined) return fault(500, 'Unknown_Message')
      state.set(
        'scheduled',
        held('scheduled').filter(each => each !== item),
      )
      return { status: 200, json: item }
    },
    '/allowlists/delete': ({ email }) => {
      const others = held('allowlist').filter(item => lower(item.email) !== lower(email))
      const deleted = others.length < held('allowlist').length
      state.set('allowlist', others)
      return { status: 200, json: { email, deleted } }
    },
    '/rejects/add': ({ email, comment = null }) =>
      add('denylist', { email, reason: 'custom', detail: comment, expired: false }),
    '/rejects/list': ({ email }) => ({ status: 200, json: begins('denylist', 'email', email) }),
    '/allowlists/add': ({ email, comment = null }) => add('allowlist', { email, detail: comment }),
    '/allowlists/list': ({ email }) => ({ status: 200, json: begins('allowlist', 'email', email) }),
    '/rejects/add-sms': ({ phone }) => add('sms_denylist', { phone, expired: false }),
    '/rejects/list-sms': ({ phone }) => ({
      status: 200,
      json: begins('sms_denylist', 'phone', phone),
    }),
  }

  return {
    state,
    answer({ method, url, headers, body }) {
      const call = calls[url.pathname.replace(/^\/api\/1\.\d|\.json$/g, '')]
      if (call === undefined || method !== 'POST') return fault(404, 'Unknown_Method')
      if (!/^application\/json/.test(headers['content-type'] ?? '')) return fault(500, 'no JSON')
      const { key, ...input } = JSON.parse(body) as Item
      if (typeof key !== 'string' || key === '') return fault(401, 'Invalid_Key')
      return call(input)
    },
  }
}

function lower(value: unknown): string {
  return String(value).toLowerCase()
}

function seconds(date: unknown): number {
  return Date.parse(`${date}T00:00:00Z`) / 1000
}

function fault(status: number, name: string): FakeAnswer {
  return { status, json: { status: 'error', code: -1, name, message: name } }
}
