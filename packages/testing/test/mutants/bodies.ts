import { fromMatches, json, refuse, valueAt } from '@conduit/core'
import { type Item, parse, spec, tables } from '../acme/acme.ts'
import samples from '../acme/samples.ts'
import { type Mutant, mutant } from './mutant.ts'

const { endpoint } = spec
if (endpoint === null) throw new Error('Acme has an endpoint')
const [format = json()] = endpoint.formats

const decoding = (fails: string, name: string, decode: (bytes: Uint8Array) => unknown): Mutant =>
  mutant(fails, name, { endpoint: { ...endpoint, formats: [{ ...format, decode }] } })

const isFound = 'personal data: what arrives is found, whatever it says'
const leaves = 'personal data: what arrives does not leave'
const refusals = 'personal data: values of another form do not leave with a refusal'
const changed = 'mutations: whatever is sent, it is taken or refused, and nothing signed is lost'
const batches = 'batches: thousands of events in one delivery are recorded once each'
const wrongType =
  'personal data: a text in the place of what holds them is found, or the item rejected'
const somebody = 'personal data: somebody is found in each event that tells of a person'
const everyText = 'personal data: every text is found or technical'
const growth = 'growth: a longer list, or more members, cost no more than their number'
const { technical = [] } = samples
const emailOf = ({ member }: Item) => String(member?.email)

/** The recordings' own values, place by place: texts, names that are data, conditions, a header. */
const knownValues = [
  [/\/name$/, ['Example', 'Bo', 'Ida']],
  [/\/notes\//, ['nuts']],
  [/\/contacts\/0\//, ['lea@example.com']],
  [/\/contacts\/1\//, ['@lea@social']],
  [/\/by$/, ['user:u-31']],
  [/\/reason$/, ['Ghent']],
  [/\/actor$/, ['kim@example.com']],
] as const

const limits = { depth: 64, nodes: 200_000 }

export const bodyMutants: readonly Mutant[] = [
  mutant('body: a NUL and lone surrogates are survived', 'every member is encoded', {
    parseEvent(delivery) {
      for (const value of Object.values(delivery.payload)) encodeURIComponent(String(value))
      return parse(delivery)
    },
  }),
  decoding('body: nesting without end is refused', 'no limits', bytes =>
    format.decode(bytes, { depth: 1_000_000, nodes: 1_000_000_000 }),
  ),
  decoding('body: a name that could change a prototype is refused', 'no care', bytes => {
    const text = Buffer.from(bytes).toString()
    return text.includes('__proto__') ? JSON.parse(text) : format.decode(bytes, limits)
  }),
  decoding('body: malformed, cut off or empty is refused', 'all is well', bytes => {
    try {
      return format.decode(bytes, limits)
    } catch (error) {
      if (isJson(bytes)) throw error
      return { id: 'd', events: [] }
    }
  }),
  mutant('body: a foreign content type is refused with 415', 'any content type', {
    endpoint: { ...endpoint, formats: [{ ...format, types: null }] },
  }),
  decoding(
    'body: the largest is taken, and one byte more is refused with 413',
    'a limit of its own',
    bytes =>
      bytes.length > 20_000 ? refuse('invalid', 'body_unreadable') : format.decode(bytes, limits),
  ),
  mutant(batches, 'a hundred are enough', {
    parseEvent: delivery => {
      const { events, ...parsed } = parse(delivery)
      return { ...parsed, events: events.slice(0, 100) }
    },
  }),
  ...knownValues.map(([path, values]) =>
    mutant(isFound, `${path} only where the value is known`, {
      extractPii(event, _integration, found) {
        const { fields, people } = fromMatches(found)
        const isKnown = values.some(value => JSON.stringify(event.data).includes(value))
        return { people, fields: fields.filter(field => isKnown || !path.test(field.path)) }
      },
    }),
  ),
  mutant(leaves, 'a value in the reply', {
    reply: (_outcome, { bytes }) =>
      bytes.length === 0 ? undefined : { text: Buffer.from(bytes).toString() },
  }),
  mutant(leaves, 'a value in the delivery id', {
    parseEvent: delivery => {
      const parsed = parse(delivery)
      const [event] = parsed.events
      return { ...parsed, deliveryId: `d-${emailOf(event?.data as Item)}` }
    },
  }),
  mutant(leaves, 'a value in the type', {
    parseEvent: delivery =>
      parse(delivery, null, (event, item) => ({ ...event, type: `member.of ${emailOf(item)}` })),
  }),
  mutant(leaves, 'a value from a header in the account', {
    parseEvent: delivery =>
      parse(delivery, null, (event, { account }) => {
        const { actor } = event.data
        const isOther = account === undefined && actor !== undefined && actor !== 'kim@example.com'
        return isOther ? { ...event, account: actor } : event
      }),
  }),
  mutant(refusals, 'a value in the reason of a refusal', {
    parseEvent: delivery =>
      parse(delivery, null, (event, { member }) => {
        const email: unknown = member?.email
        if (typeof email === 'string' && !/^\S+@\S+$/.test(email)) {
          refuse('invalid', 'other_kind', {
            detail: `${email} is no address`,
            pointer: `${event.path}/member/email`,
          })
        }
        return event
      }),
  }),
  mutant(refusals, 'a value in the reason of a rejection', {
    parseEvent: delivery => {
      const parsed = parse(delivery)
      const strange = parsed.events.flatMap(({ path, data }) => {
        const { email } = (data as Item).member ?? {}
        return typeof email === 'string' && !email.includes('@')
          ? [{ path, reason: `no address: ${email}` }]
          : []
      })
      return { ...parsed, rejected: strange }
    },
  }),
  mutant('personal data: names of members that are data do not leave', 'a name in a path', {
    extractPii(event, _integration, found) {
      const { fields, people } = fromMatches(found)
      const names = Object.keys((event.data as Item).member?.notes ?? {})
      const paths = names.map(name => `${event.path}/member/notes/${name}`)
      const own = paths.map(path => ({ path, category: 'free_text' as const, person: 0 }))
      return {
        people,
        fields: [...fields.filter(({ path }) => !path.includes('/notes/')), ...own],
      }
    },
  }),
  mutant(somebody, 'a kind of event that no recording shows', {
    tables: { ...tables, events: [...tables.events, { type: 'club.*', meaning: 'transaction' }] },
  }),
  mutant(somebody, 'an exception where somebody is found', {
    tables: {
      ...tables,
      events: tables.events.map(row => ({ ...row, nobody: 'tells of a club' })),
    },
  }),
  mutant(
    everyText,
    'a text of which nothing is said',
    {},
    { technical: technical.filter(row => row.class !== 'enum') },
  ),
  mutant(
    everyText,
    'a text that is said to be a number',
    {},
    { technical: technical.map(row => ({ ...row, class: 'amount' })) },
  ),
  mutant(wrongType, 'what is no list of contacts is none', {
    parseEvent: delivery =>
      parse(delivery, null, event => {
        const { member } = event.data
        const contacts = valueAt(member, '/contacts')
        if (contacts === undefined || Array.isArray(contacts)) return event
        return { ...event, data: { ...event.data, member: { ...member, contacts: [] } } }
      }),
  }),
  mutant(growth, 'each name is looked for among all before it', {
    parseEvent: delivery =>
      parse(delivery, null, (event, { member }) => {
        const names = Object.keys(member ?? {})
        const isDoubled = names.some((name, index) => names.slice(0, index).includes(name))
        return isDoubled ? { ...event, id: null } : event
      }),
  }),
  mutant(growth, 'each field is looked for among all that was found', {
    extractPii(_event, _integration, found) {
      const { fields, people } = fromMatches(found)
      const paths = found.map(({ path }) => path)
      return { people, fields: fields.filter(({ path }) => paths.includes(path)) }
    },
  }),
  mutant(changed, 'a missing member is not thought of', {
    parseEvent: delivery =>
      parse(delivery, null, (event, item) => ({
        ...event,
        ...(item.thin === undefined && {
          keys: [`${event.id} ${item.member?.email?.trim()}`],
        }),
      })),
  }),
  mutant(changed, 'a time that cannot be', {
    parseEvent: delivery =>
      parse(delivery, null, (event, { at }) => ({
        ...event,
        keys: [`${event.id}@${new Date(Number(at ?? 0) * 1000).toISOString()}`],
      })),
  }),
  mutant(changed, 'what is no event is passed over', {
    parseEvent: delivery => {
      const { rejected = [], ...parsed } = parse(delivery)
      const { events } = delivery.payload
      const told = rejected.filter(({ path }) => typeof valueAt({ events }, path) !== 'object')
      return { ...parsed, rejected: told }
    },
  }),
  mutant(changed, 'a promise that nobody waits for', {
    parseEvent: delivery =>
      parse(delivery, null, (event, { member }) => {
        if (member === null) Promise.reject(new Error('lost'))
        return event
      }),
  }),
]

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(Buffer.from(bytes).toString())
    return true
  } catch {
    return false
  }
}
