import { json, refuse } from '@conduit/core'
import { acmeWith, type Item, parse, spec } from '../acme/acme.ts'
import { type Mutant, mutant } from './mutant.ts'

const honest = acmeWith()
const { endpoint } = spec
if (endpoint === null) throw new Error('Acme has an endpoint')
const [format = json()] = endpoint.formats

const decoding = (fails: string, name: string, decode: (bytes: Uint8Array) => unknown): Mutant =>
  mutant(fails, name, { endpoint: { ...endpoint, formats: [{ ...format, decode }] } })

const arrives = 'personal data: what arrives is found and does not leave'
const refusals = 'personal data: values of another form do not leave with a refusal'
const changed = 'mutations: whatever is missing or of another kind, the answer is a declared one'
const emailOf = ({ member }: Item) => String(member?.email)

export const bodyMutants: readonly Mutant[] = [
  mutant('body: a NUL and lone surrogates are survived', 'every member is encoded', {
    parseEvent(delivery) {
      for (const value of Object.values(delivery.payload)) encodeURIComponent(String(value))
      return parse(delivery)
    },
  }),
  decoding('body: nesting without end is refused', 'no limits', bytes =>
    JSON.parse(Buffer.from(bytes).toString()),
  ),
  decoding('body: a name that could change a prototype is refused', 'no care', bytes =>
    JSON.parse(Buffer.from(bytes).toString()),
  ),
  decoding('body: malformed, cut off or empty is refused', 'all is well', bytes => {
    try {
      return JSON.parse(Buffer.from(bytes).toString())
    } catch {
      return { id: 'd', events: [] }
    }
  }),
  mutant('body: a foreign content type is refused with 415', 'any content type', {
    endpoint: { ...endpoint, formats: [{ ...format, types: null }] },
  }),
  mutant(arrives, 'a value in the delivery id', {
    parseEvent: delivery => {
      const parsed = parse(delivery)
      const [event] = parsed.events
      return { ...parsed, deliveryId: `d-${emailOf(event?.data as Item)}` }
    },
  }),
  mutant(arrives, 'a value in the type', {
    parseEvent: delivery =>
      parse(delivery, null, (event, item) => ({ ...event, type: `member.of ${emailOf(item)}` })),
  }),
  mutant(arrives, 'a value in the reply', {
    reply: (_outcome, { bytes }) => ({ text: Buffer.from(bytes).toString() }),
  }),
  mutant(arrives, 'personal data is found only where it is expected', {
    extractPii(event, connection) {
      const { fields, people } = honest.extractPii(event, connection)
      const isKnown = JSON.stringify(event.data).includes('Example')
      return isKnown ? { fields, people } : { fields: [], people }
    },
  }),
  mutant(refusals, 'a value in the reason of a refusal', {
    parseEvent: delivery =>
      parse(delivery, null, (event, { member }) => {
        const email: unknown = member?.email
        if (typeof email === 'string' && !/^\S+@\S+$/.test(email)) {
          refuse('invalid', `${email} is no address`, `${event.path}/member/email`)
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
    extractPii(event, connection) {
      const { fields, people } = honest.extractPii(event, connection)
      const names = Object.keys((event.data as Item).member?.notes ?? {})
      const paths = names.map(name => `${event.path}/member/notes/${name}`)
      const own = paths.map(path => ({ path, category: 'free_text' as const, person: 0 }))
      return {
        people,
        fields: [...fields.filter(({ category }) => category !== 'free_text'), ...own],
      }
    },
  }),
  mutant('personal data: what is fetched does not leave', 'a value in the type', {
    async *fetch(wanted, connection, platform) {
      for await (const piece of honest.fetch?.(wanted, connection, platform) ?? []) {
        const events = piece.events.map(event => ({
          ...event,
          type: `member.${emailOf(event.data as Item)}`,
        }))
        yield { ...piece, events }
      }
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
]
