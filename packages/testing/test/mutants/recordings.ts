import { fromMatches } from '@conduit/core'
import { acmeWith, parse, spec, tables } from '../acme/acme.ts'
import { type Mutant, mutant } from './mutant.ts'

const honest = acmeWith()
const first = 'recordings: 01-two-members.json'
const without = (path: string) => tables.pii.filter(row => row.path !== path)

export const recordingMutants: readonly Mutant[] = [
  mutant(first, 'a wrong meaning', {
    parseEvent: delivery =>
      parse(delivery, null, event => ({ ...event, meaning: 'consent.granted' })),
  }),
  mutant(first, 'a wrong time', {
    parseEvent: delivery => parse(delivery, null, event => ({ ...event, occurredAt: null })),
  }),
  mutant(first, 'another id of the event', {
    parseEvent: delivery => parse(delivery, null, event => ({ ...event, id: `acme:${event.id}` })),
  }),
  mutant(first, 'another id of the delivery', {
    parseEvent: delivery => ({ ...parse(delivery), deliveryId: 'd' }),
  }),
  mutant(first, 'no account', {
    parseEvent: delivery => parse(delivery, null, ({ account: _account, ...event }) => event),
  }),
  mutant(first, 'events in another order', {
    parseEvent: delivery => {
      const { deliveryId, events } = parse(delivery)
      return { deliveryId, events: [...events].reverse() }
    },
  }),
  mutant(first, 'a row of personal data is missing', {
    tables: { ...tables, pii: without('{,/member}/name') },
  }),
  mutant(first, 'an identifier that does not identify', {
    tables: {
      ...tables,
      pii: [...without('{,/member}/email'), { path: '/member/email', category: 'email' }],
    },
  }),
  mutant(first, 'personal data that no table speaks of', {
    extractPii(event, _integration, found) {
      const { fields, people } = fromMatches(found)
      return { people, fields: [...fields, { path: `${event.path}/type`, category: 'name' }] }
    },
  }),
  mutant('recordings: 05-foreign-account.json', 'an item that cannot be read is passed over', {
    parseEvent: delivery => ({ ...parse(delivery), rejected: [] }),
  }),
  mutant('recordings: 06-ping.json', 'a handshake with another answer', {
    verifySignature: (request, integration) =>
      request.method === 'GET'
        ? { handshake: { text: 'pong\n' } }
        : spec.verifySignature(request, integration),
  }),
  mutant('recordings: 03-thin.json', 'another address is read', {
    async read(want, _integration, platform) {
      await platform.request({ url: `https://api.acme.example/people/${want.ref.member}` })
      return { event: null }
    },
  }),
  mutant('recordings: 03-thin.json', 'personal data that is read is not looked for', {
    extractPii: (event, _integration, found) => fromMatches(event.path === '' ? [] : found),
  }),
  mutant('recordings: 07-poll.json', 'a state of another form', {
    async *poll(integration, platform) {
      for await (const page of honest.poll?.(integration, platform) ?? []) {
        yield { ...page, state: { ...page.state, cursor: 2 } as object }
      }
    },
  }),
  mutant('recordings: 07-poll.json', 'the cursor is forgotten', {
    async *poll(integration, platform) {
      for await (const { state: _state, ...page } of honest.poll?.(integration, platform) ?? []) {
        yield page
      }
    },
  }),
]
