import { randomUUID } from 'node:crypto'
import { parse, spec } from '../acme/acme.ts'
import { type Mutant, mutant } from './mutant.ts'

const credential = 'tenancy: a wrong credential is refused, always in the same words'
const account = 'tenancy: events of an account that is another’s are not recorded'

export const tenancyMutants: readonly Mutant[] = [
  mutant(credential, 'the account in the body is credential enough', {
    authenticate: { mints: 'token', claim: () => ({ kind: 'account', account: 'a-17' }) },
  }),
  mutant(credential, 'a refusal that tells what was wrong', {
    reply: ({ status }, { url }) =>
      status === 401 ? { text: url.includes('token=') ? 'bad token' : 'no token' } : undefined,
  }),
  mutant('tenancy: a wrong credential polls nothing', 'the account is credential enough', {
    authenticate: { mints: 'token', claim: () => ({ kind: 'account', account: 'a-17' }) },
    accounts: () => ['a-17'],
  }),
  mutant(account, 'accounts are not listed', { accounts: () => [] }),
  mutant(account, 'events do not say whose they are', {
    parseEvent: delivery => parse(delivery, null, ({ account: _account, ...event }) => event),
  }),
  mutant('repetition: what comes twice is recorded once', 'ids by chance', {
    parseEvent: delivery => parse(delivery, null, event => ({ ...event, id: randomUUID() })),
  }),
  mutant('repetition: what comes twice is recorded once', 'no identity', {
    parseEvent: delivery => parse(delivery, null, event => ({ ...event, keys: [] })),
  }),
  mutant('repetition: twenty at the same time are recorded once', 'the arrival is an identity', {
    parseEvent: delivery =>
      parse(delivery, null, event => ({ ...event, keys: [`${event.id}${performance.now()}`] })),
  }),
  mutant('determinism: asked twice, the adapter says the same', 'ids by chance', {
    parseEvent: delivery => parse(delivery, null, event => ({ ...event, id: randomUUID() })),
  }),
  mutant('determinism: what it is given stays as it was', 'the payload is tidied up', {
    parseEvent: delivery =>
      parse(delivery, null, (event, item) => {
        Object.assign(item, { seen: true })
        return event
      }),
  }),
  mutant('purity: no clock, chance, environment, disk or network', 'the clock', {
    parseEvent: delivery => parse(delivery, null, event => ({ ...event, occurredAt: new Date() })),
  }),
  mutant('purity: no clock, chance, environment, disk or network', 'the environment', {
    verifySignature: (request, connection) =>
      process.env.ACME_OFF === '1' ? 'signed' : spec.verifySignature(request, connection),
  }),
  mutant('purity: no clock, chance, environment, disk or network', 'chance', {
    parseEvent: delivery => parse(delivery, null, event => ({ ...event, keys: [randomUUID()] })),
  }),
]
