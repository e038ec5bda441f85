import {
  accountId,
  type DefinedAdapter,
  defineAdapter,
  didAndKey,
  email,
  type JsonObject,
  json,
  type Reference,
  secret,
} from '@conduit/core'
import type { Transport } from '@conduit/core/host'
import { type FakeAnswer, type PlatformCall, statefulPlatform } from '@conduit/recordings'
import { Type } from '@sinclair/typebox'
import type { Test } from 'tap'
import { guides } from './guides.ts'

/** What a call of the platform is about. */
export interface MailingCall {
  readonly method: string
  /** `one.example.com`: each integration has its own. */
  readonly host: string
  readonly profile: string
  readonly topic: string
  /** What it tells; null: it looks. */
  readonly state: string | null
}

/** How it is answered; `take`: as asked for; a number: it comes true after so many looks. */
type Answered = 'take' | number | FakeAnswer

/** An invented platform on loopback that remembers what it was told. */
export interface Mailing {
  readonly transport: Transport
  /** By host, profile and topic, with blanks between them. */
  readonly state: Map<string, string>
  /** What it was told, whatever it answered. */
  readonly tells: MailingCall[]
  readonly looks: MailingCall[]
  /** Members that can be read, by id. */
  readonly members: Map<string, JsonObject>
  /** Changed by tests. */
  behave: (call: MailingCall) => Answered
  /** What happens while a telling is on its way. */
  during: () => Promise<void>
}

/** Starts the platform; it ends with the test. */
export async function mailingPlatform(t: Test): Promise<Mailing> {
  const state = new Map<string, string>()
  const pending = new Map<string, { state: string; looks: number }>()
  const members = new Map<string, JsonObject>()
  const [tells, looks]: [MailingCall[], MailingCall[]] = [[], []]
  const fake = await statefulPlatform(respond)
  t.teardown(() => fake.close())
  const mailing: Mailing = {
    ...{ transport: fake.transport, state, tells, looks, members },
    behave: () => 'take',
    during: async () => undefined,
  }
  return mailing

  function respond({ method, url, body }: PlatformCall): FakeAnswer {
    const [, kind, profile = '', topic = ''] = url.pathname.split('/').map(decodeURIComponent)
    if (kind === 'members') return answer(members.get(profile))
    const told: string | null = method === 'PUT' ? JSON.parse(body).state : null
    const call = { method, host: url.host, profile, topic, state: told }
    const key = [url.host, profile, topic].join(' ')
    ;(told === null ? looks : tells).push(call)
    const behaved = mailing.behave(call)
    if (typeof behaved === 'object') return behaved
    if (told !== null) {
      // What comes later is done later, whatever still waits.
      pending.delete(key)
      if (behaved === 'take') state.set(key, told)
      else pending.set(key, { state: told, looks: behaved })
      return { status: behaved === 'take' ? 200 : 202, json: {} }
    }
    const waiting = pending.get(key)
    if (waiting !== undefined) {
      waiting.looks -= 1
      if (waiting.looks < 0) {
        state.set(key, waiting.state)
        pending.delete(key)
      }
    }
    return answer({ state: state.get(key) ?? null })
  }
}

function answer(found: JsonObject | undefined): FakeAnswer {
  return found === undefined ? { status: 404 } : { status: 200, json: found }
}

const settings = Type.Object(
  {
    host: Type.String({ description: 'Where its API is.' }),
    apiKey: Type.Optional(secret(Type.String({ description: 'Key of its API.' }))),
  },
  { additionalProperties: false },
)

const choice = Type.Object({
  channel: Type.String(),
  purpose: Type.String(),
  state: Type.Union([Type.Literal('granted'), Type.Literal('withdrawn')]),
})

const payload = Type.Object({
  id: Type.String(),
  /** When it was said. */
  at: Type.Optional(Type.String()),
  member: Type.Optional(Type.Object({})),
  says: Type.Optional(Type.Array(choice)),
})

/** It can be told of topics by e-mail; calls with `x-proof: good` are signed. Without a key it has no access. */
export function mailingAdapter(mailing: Pick<Mailing, 'during'>): DefinedAdapter {
  return defineAdapter({
    name: 'mailing',
    title: 'Mailing',
    settings,
    endpoint: { formats: [json()], payload },
    tables: {
      events: [{ type: '*', meaning: 'subject.updated' }],
      pii: [
        { path: '/member/email', ...email() },
        { path: '/member/id', ...accountId({ object: 'profile' }) },
      ],
    },
    authenticate: didAndKey(),
    verifySignature: request => (request.header('x-proof') === 'good' ? 'signed' : 'unsigned'),
    parseEvent: ({ payload: { id, at, member, says = [], ...rest } }) => ({
      deliveryId: id,
      events: [
        {
          ...{ type: 'member', meaning: 'subject.updated', id, path: '' },
          occurredAt: at === undefined ? null : new Date(at),
          isTimeSigned: at !== undefined,
          data: { member, ...rest },
          ...(member === undefined ? { wants: { key: id, ref: { id } } } : { consents: says }),
        },
      ],
    }),
    hosts: ({ host, apiKey }) => (apiKey === undefined ? [] : [host]),
    async read(want, { settings: { host } }, platform) {
      const url = `https://${host}/members/${want.ref.id}`
      const { status, json: found } = await platform.request({ url, json: true })
      if (status === 404) return { event: null }
      const { says, at, ...member } = found as { says: []; at: string }
      const occurredAt = new Date(at)
      const consents = says
      return {
        event: { ...want.event, occurredAt, consents, id: null, path: '', data: { member } },
      }
    },
    propagate: {
      plan: ({ channel, purpose }, references) =>
        channel === 'email' && purpose !== 'untellable'
          ? references.filter(({ object }) => object === 'profile')
          : [],
      async tell(target, { purpose, state }, { settings: { host } }, platform) {
        const body = JSON.stringify({ state })
        const url = urlOf(host, target, purpose)
        const { status } = await platform.request({ method: 'PUT', url, body })
        await mailing.during()
        if (status === 404) return 'not_found'
        return status === 409 ? 'refused' : 'told'
      },
      async look(target, { purpose }, { settings: { host } }, platform) {
        const { json: found } = await platform.request({
          url: urlOf(host, target, purpose),
          json: true,
        })
        return (found as { state: 'granted' | 'withdrawn' | null }).state ?? 'unknown'
      },
    },
    guides,
  }) as DefinedAdapter
}

function urlOf(host: string, { id }: Reference, topic: string): string {
  return `https://${host}/profiles/${encodeURIComponent(id)}/${encodeURIComponent(topic)}`
}
