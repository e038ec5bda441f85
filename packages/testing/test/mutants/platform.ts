import { randomUUID } from 'node:crypto'
import {
  fromMatches,
  isPlatformError,
  type Page,
  type Platform,
  type PlatformEvent,
  type Read,
  valueAt,
} from '@conduit/core'
import { acmeWith, type Item, type Spec, type State } from '../acme/acme.ts'
import { type Mutant, mutant } from './mutant.ts'

type Reads = Required<Pick<Spec, 'read' | 'poll'>>

const { read, poll, parseEvent } = acmeWith()
if (read === undefined || poll === undefined) throw new Error('Acme reads')
const honest: Reads = { read, poll }

const gone: Read = { event: null }

/** Acme, with something done before each time that it reads. */
const before = (run: () => void | Promise<void>): Reads => ({
  async read(want, integration, platform) {
    await run()
    return await honest.read(want, integration, platform)
  },
  async *poll(integration, platform) {
    await run()
    yield* honest.poll(integration, platform)
  },
})

/** Acme by another way out. */
const through = (change: (platform: Platform) => Platform): Reads => ({
  read: (want, integration, platform) => honest.read(want, integration, change(platform)),
  poll: (integration, platform) => honest.poll(integration, change(platform)),
})

/** Acme, with each event that it read changed; null: left out. */
const changing = (change: (event: PlatformEvent) => PlatformEvent | null): Reads => ({
  async read(want, integration, platform) {
    const { event, ...rest } = await honest.read(want, integration, platform)
    return event == null
      ? { ...rest, ...(event === null && { event }) }
      : { ...rest, event: change(event) }
  },
  async *poll(integration, platform) {
    for await (const { events, ...page } of honest.poll(integration, platform)) {
      yield { ...page, events: events.flatMap(event => change(event) ?? []) }
    }
  },
})

const reported = 'platform: what goes wrong there is reported'
const later = 'platform: what was not read is read the next time'
const hosts = 'platform: no address is called but of hosts that are named'
const found = 'personal data: what is fetched is found, whatever it says'
const wrongType =
  'personal data: a text in the place of what holds them is found in what is read, or that rejected'
const leaves = 'personal data: what is fetched does not leave'
const answers = 'mutations: whatever the platform answers, it is read or reported'

/** What may go wrong on the way to a platform and back. */
export const platformMutants: readonly Mutant[] = [
  mutant(reported, 'failures are no news', {
    read: (want, integration, platform) =>
      honest.read(want, integration, platform).catch(() => gone),
    async *poll(integration, platform) {
      try {
        yield* honest.poll(integration, platform)
      } catch {
        // No news.
      }
    },
  }),
  mutant(reported, 'what may not be read is passed over', {
    read: (want, integration, platform) =>
      honest.read(want, integration, platform).catch(error => {
        if (isPlatformError(error) && error.status === 403) return gone
        throw error
      }),
  }),
  mutant(
    reported,
    'a page of HTML is a member without data',
    through(platform => ({
      ...platform,
      async request(call) {
        const answer = await platform.request({ ...call, json: false })
        return { ...answer, json: attempt(() => JSON.parse(answer.text)) }
      },
    })),
  ),
  mutant(later, 'the cursor runs ahead', {
    async *poll(integration, platform) {
      yield { events: [], state: { cursor: 'c-2' } }
      yield* honest.poll(integration, platform)
    },
  }),
  mutant(reported, 'after a failure all is given up', {
    read: (want, integration, platform) =>
      honest.read(want, integration, platform).catch(() => ({})),
  }),
  mutant(hosts, 'tokens are bought at a host that is not named', {
    async read(want, integration, platform) {
      try {
        return await honest.read(want, integration, platform)
      } catch (error) {
        if (!isPlatformError(error) || error.code !== 'auth_failed') throw error
        await platform.request({ url: 'https://auth.acme.example/token', method: 'POST' })
        throw error
      }
    },
  }),
  mutant(hosts, 'a member says where it is read', {
    parseEvent(delivery, integration) {
      const { events, ...rest } = parseEvent(delivery, integration)
      const addressed = events.map(event => {
        const thin = valueAt(event.data, '/thin')
        return typeof thin === 'string' ? { ...event, wants: { key: thin, ref: { thin } } } : event
      })
      return { ...rest, events: addressed }
    },
    async read(want, integration, platform) {
      // Well meant: members of another region have an address of their own.
      const { thin = null } = want.ref
      if (String(thin).startsWith('//')) await platform.request({ url: `https:${thin}` })
      return await honest.read({ ...want, ref: { member: thin } }, integration, platform)
    },
  }),
  mutant(
    'repetition: what is read twice is recorded once',
    'identities by chance',
    changing(event => (event.id === null ? event : { ...event, keys: [randomUUID()] })),
  ),
  mutant(found, 'a name is one by how it looks', {
    extractPii(event, _integration, matches) {
      const { fields, people } = fromMatches(matches)
      const isName = /^[A-Z][a-z]*$/.test(String(valueAt(event.data, '/name')))
      const isRead = event.path === '' && !isName
      return { people, fields: fields.filter(({ category }) => !isRead || category !== 'name') }
    },
  }),
  mutant(
    wrongType,
    'what is no list of contacts is none',
    changing(event => {
      const member: unknown = valueAt(event.data, '/member')
      const fit = (part: object) => {
        const isWrong = ['contacts', 'notes'].some(
          name => typeof valueAt(part, `/${name}`) === 'string',
        )
        return isWrong ? { ...part, contacts: [], notes: {} } : part
      }
      if (typeof event.data !== 'object' || event.data === null) return event
      if (typeof member === 'string') return { ...event, data: { ...event.data, member: {} } }
      if (typeof member !== 'object' || member === null) return { ...event, data: fit(event.data) }
      return { ...event, data: { ...event.data, member: fit(member) } }
    }),
  ),
  mutant(leaves, 'a value in the state', {
    async *poll(integration, platform) {
      for await (const page of honest.poll(integration, platform)) yield withLast(page)
    },
  }),
  mutant(
    'purity: what is fetched comes through the platform that is given',
    'a call aside',
    before(async () => {
      await globalThis.fetch('http://127.0.0.1:9/seen').catch(() => undefined)
    }),
  ),
  mutant(
    'purity: what is fetched knows no clock but the platform’s',
    'what is old by the server’s clock is left out',
    changing(event => {
      const age = Date.now() - (event.occurredAt?.getTime() ?? Date.now())
      return age < 20 * 365 * 86_400_000 ? event : null
    }),
  ),
  mutant(
    answers,
    'a type is a text',
    changing(event => {
      String((event.data as Item).member?.email?.trim())
      return event
    }),
  ),
]

function withLast({ state, ...page }: Page<State>): Page<State> {
  const [event] = page.events
  const last = (event?.data as Item | undefined)?.member?.email
  return state === undefined ? page : { ...page, state: { ...state, last } as State }
}

function attempt(run: () => unknown): unknown {
  try {
    return run()
  } catch {
    return {}
  }
}
