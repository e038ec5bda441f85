import { randomUUID } from 'node:crypto'
import { type Fetched, isPlatformError, type Platform, valueAt } from '@conduit/core'
import { acmeWith, type Item, type Spec, type State } from '../acme/acme.ts'
import { type Mutant, mutant } from './mutant.ts'

type Fetch = NonNullable<Spec['fetch']>

const honest = acmeWith()
const honestly: Fetch = (wanted, connection, platform) =>
  honest.fetch?.(wanted, connection, platform) ?? nothing()

async function* nothing(): AsyncIterable<Fetched<State>> {}

/** Acme, with each piece that it read changed. */
const changing = (change: (piece: Fetched<State>) => Fetched<State>): Partial<Spec> => ({
  async *fetch(wanted, connection, platform) {
    for await (const piece of honestly(wanted, connection, platform)) yield change(piece)
  },
})

const reported = 'platform: what goes wrong there is reported'
const later = 'platform: what was not read is read the next time'
const hosts = 'platform: no address is called but of hosts that are named'
const found = 'personal data: what is fetched is found, whatever it says'
const leaves = 'personal data: what is fetched does not leave'
const answers = 'mutations: whatever the platform answers, it is read or reported'

/** What may go wrong on the way to a platform and back. */
export const platformMutants: readonly Mutant[] = [
  mutant(reported, 'failures are no news', {
    async *fetch(wanted, connection, platform) {
      try {
        yield* honestly(wanted, connection, platform)
      } catch {
        for (const want of wanted) yield { for: want, events: [] }
      }
    },
  }),
  mutant(reported, 'what may not be read is passed over', {
    async *fetch(wanted, connection, platform) {
      try {
        yield* honestly(wanted, connection, platform)
      } catch (error) {
        const isForbidden = isPlatformError(error) && error.status === 403
        if (!isForbidden || wanted.length === 0) throw error
        for (const want of wanted) yield { for: want, events: [] }
      }
    },
  }),
  mutant(reported, 'a page of HTML is a member without data', {
    async *fetch(wanted, connection, platform) {
      const lenient = {
        ...platform,
        request: (call: Parameters<Platform['request']>[0]) =>
          platform.request({ ...call, json: false }).then(answer => {
            const json = attempt(() => JSON.parse(answer.text))
            return { ...answer, json }
          }),
      }
      yield* honestly(wanted, connection, lenient as typeof platform)
    },
  }),
  mutant(later, 'the cursor runs ahead', {
    async *fetch(wanted, connection, platform) {
      yield { events: [], state: { cursor: 'c-2' } }
      yield* honestly(wanted, connection, platform)
    },
  }),
  mutant(later, 'after a failure all is given up', {
    async *fetch(wanted, connection, platform) {
      try {
        yield* honestly(wanted, connection, platform)
      } catch (error) {
        for (const want of wanted) yield { for: want, events: [] }
        throw error
      }
    },
  }),
  mutant(hosts, 'tokens are bought at a host that is not named', {
    async *fetch(wanted, connection, platform) {
      try {
        yield* honestly(wanted, connection, platform)
      } catch (error) {
        if (!isPlatformError(error) || error.code !== 'auth_failed') throw error
        await platform.request({ url: 'https://auth.acme.example/token', method: 'POST' })
      }
    },
  }),
  mutant(hosts, 'a member says where it is read', {
    parseEvent(delivery, connection) {
      const { events, ...rest } = honest.parseEvent(delivery, connection)
      const addressed = events.map(event => {
        const thin = valueAt(event.data, '/thin')
        return typeof thin === 'string' ? { ...event, wants: { key: thin, ref: { thin } } } : event
      })
      return { ...rest, events: addressed }
    },
    async *fetch(wanted, connection, platform) {
      for (const want of wanted) {
        // Well meant: members of another region have an address of their own.
        const { thin } = want.ref
        const isAddress = String(thin).startsWith('//')
        if (isAddress) await platform.request({ url: `https:${thin}` })
      }
      const plain = wanted.map(want => ({ ...want, ref: { member: want.ref.thin ?? null } }))
      for await (const piece of honestly(plain, connection, platform)) {
        const index = plain.findIndex(({ ref }) => ref === piece.for?.ref)
        const own = wanted[index]
        yield own === undefined ? piece : { ...piece, for: own }
      }
    },
  }),
  mutant(
    'repetition: what is read twice is recorded once',
    'identities by chance',
    changing(piece => ({
      ...piece,
      events: piece.events.map(event =>
        event.id === null ? event : { ...event, keys: [randomUUID()] },
      ),
    })),
  ),
  mutant(found, 'a name is one by how it looks', {
    extractPii(event, connection) {
      const { fields, people } = honest.extractPii(event, connection)
      const isName = /^[A-Z][a-z]*$/.test(String(valueAt(event.data, '/name')))
      const isRead = event.path === '' && !isName
      return { people, fields: fields.filter(({ category }) => !isRead || category !== 'name') }
    },
  }),
  mutant(
    leaves,
    'a value in the state',
    changing(({ state, ...piece }) => {
      const [event] = piece.events
      const last = (event?.data as Item | undefined)?.member?.email
      return state === undefined ? piece : { ...piece, state: { ...state, last } as State }
    }),
  ),
  mutant('purity: what is fetched comes through the platform that is given', 'a call aside', {
    async *fetch(wanted, connection, platform) {
      await globalThis.fetch('http://127.0.0.1:9/seen').catch(() => undefined)
      yield* honestly(wanted, connection, platform)
    },
  }),
  mutant(
    'purity: what is fetched knows no clock but the platform’s',
    'what is old by the server’s clock is left out',
    changing(piece => ({
      ...piece,
      events: piece.events.filter(({ occurredAt }) => {
        const age = Date.now() - (occurredAt?.getTime() ?? Date.now())
        return age < 20 * 365 * 86_400_000
      }),
    })),
  ),
  mutant(
    answers,
    'a type is a text',
    changing(piece => {
      for (const { data } of piece.events) String((data as Item).member?.email?.trim())
      return piece
    }),
  ),
]

function attempt(run: () => unknown): unknown {
  try {
    return run()
  } catch {
    return {}
  }
}
