import { randomUUID } from 'node:crypto'
import { parse, spec } from '../acme/acme.ts'
import { type Mutant, mutant } from './mutant.ts'

const credential = 'tenancy: a wrong credential is refused, always in the same words'
const polls = 'tenancy: a wrong credential polls nothing'
const account = 'tenancy: events of an account that is another’s are not recorded'
const again = 'repetition: what comes again, later or at once, is recorded once'
const same = 'determinism: asked twice, the adapter says the same'
const zone = 'determinism: in another time zone the adapter says the same'
const untouched = 'determinism: what it is given stays as it was'
const pure = 'purity: no clock, chance, environment, disk or network'

const claimed = { kind: 'account', account: 'a-17' } as const
const { authenticate } = spec

export const tenancyMutants: readonly Mutant[] = [
  mutant(credential, 'a refusal that tells what was wrong', {
    reply: ({ status }, { url }) =>
      status === 401 ? { text: url.includes('token=') ? 'bad token' : 'no token' } : undefined,
  }),
  mutant(credential, 'the account in the body is credential enough', {
    authenticate: { mints: 'token', claim: () => claimed },
  }),
  mutant(polls, 'for a poll, the account is credential enough', {
    authenticate: {
      mints: 'token',
      claim: head => (head.url.includes('/poll') ? claimed : authenticate.claim(head)),
    },
    accounts: ({ accounts = ['a-17'] }) => accounts,
  }),
  mutant(account, 'the account of whoever wrote it is left in', {
    accounts: ({ accounts = [] }) => (accounts.length === 0 ? [] : [...accounts, 'a-17']),
  }),
  mutant(account, 'accounts are not listed', { accounts: () => [] }),
  mutant(account, 'events do not say whose they are', {
    parseEvent: delivery => parse(delivery, null, ({ account: _account, ...event }) => event),
  }),
  mutant(again, 'thin events have no identity', {
    parseEvent: delivery =>
      parse(delivery, null, (event, { thin }) => (thin ? { ...event, keys: [] } : event)),
  }),
  mutant(again, 'ids by chance', {
    parseEvent: delivery => parse(delivery, null, event => ({ ...event, id: randomUUID() })),
  }),
  mutant(again, 'the arrival is an identity', {
    parseEvent: delivery =>
      parse(delivery, null, event => ({ ...event, keys: [`${event.id}${performance.now()}`] })),
  }),
  mutant(same, 'what is wanted is known by chance', {
    parseEvent: delivery =>
      parse(delivery, null, event =>
        event.wants ? { ...event, wants: { ...event.wants, key: randomUUID() } } : event,
      ),
  }),
  mutant(zone, 'a day by the clock on the wall', {
    parseEvent: delivery =>
      parse(delivery, null, event => ({
        ...event,
        keys: [`${event.id} ${event.occurredAt?.getDate()} ${event.occurredAt?.getHours()}`],
      })),
  }),
  mutant(untouched, 'a list is sorted where it stands', {
    parseEvent: delivery => {
      // The recordings are in order already: only writing itself can be noticed.
      delivery.payload.events.sort(() => 0)
      return parse(delivery)
    },
  }),
  mutant(untouched, 'the payload is tidied up', {
    parseEvent: delivery =>
      parse(delivery, null, (event, item) => {
        Object.assign(item, { seen: true })
        return event
      }),
  }),
  mutant(pure, 'the environment', {
    verifySignature: (request, integration) =>
      process.env.ACME_OFF === '1' ? 'signed' : spec.verifySignature(request, integration),
  }),
  mutant(pure, 'the clock', {
    parseEvent: delivery => parse(delivery, null, event => ({ ...event, occurredAt: new Date() })),
  }),
  mutant(pure, 'chance', {
    parseEvent: delivery => parse(delivery, null, event => ({ ...event, keys: [randomUUID()] })),
  }),
]
