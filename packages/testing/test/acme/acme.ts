import { createHmac } from 'node:crypto'
import {
  type AdapterSpec,
  accountId,
  checkTimestamp,
  completed,
  type Delivery,
  defineAdapter,
  email,
  type Integration,
  json,
  jweToken,
  meanings,
  type Page,
  type Parsed,
  type Platform,
  PlatformError,
  type PlatformEvent,
  type Proof,
  phone,
  refuse,
  type Tables,
  verifyHmac,
  type WebhookRequest,
} from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'
import { settings, state } from './settings.ts'

export type Settings = Static<typeof settings>
export type State = Static<typeof state>

export const payload = Type.Object({
  id: Type.String({ minLength: 1 }),
  events: Type.Array(Type.Unknown()),
})
export type Payload = Static<typeof payload>

export type Spec = AdapterSpec<typeof settings, typeof state, typeof payload>

const contact = '/member/contacts/*/value'
const kind = '/member/contacts/*/kind'

export const tables: Tables = {
  events: [
    { type: 'member.created', meaning: 'subject.created' },
    { type: 'member.*', meaning: 'subject.updated' },
  ],
  pii: [
    { path: '{,/member}/email', ...email() },
    { path: '{,/member}/phone', ...phone() },
    { path: '{,/member}/id', ...accountId({ object: 'member' }) },
    { path: '{,/member}/name', category: 'name' },
    { path: '{,/member}/notes/*', category: 'free_text' },
    { path: contact, ...email(), when: { [kind]: ['email'] } },
    { path: contact, category: 'social_handle', unless: { [kind]: ['email'] } },
    // Only people: `form-7` is none.
    { path: '/by', category: 'account_id', when: { '/by': ['user:*'] }, person: '/by' },
    { path: '/reason', category: 'free_text', when: { type: ['member.deleted'] } },
    { path: '/actor', category: 'email', person: '/actor' },
  ],
}

const meaningOf = meanings(tables.events)

/** An honest little platform: signed JSON, several events a delivery, accounts, thin events, polling. */
export const spec: Spec = {
  name: 'acme',
  title: 'Acme',
  settings,
  state,
  endpoint: {
    ...{ formats: [json()], payload, methods: ['GET'], maxBytes: 40_000 },
    headers: ['x-acme-actor'],
  },
  tables,
  authenticate: jweToken(),
  accounts: ({ accounts }) => accounts ?? [],
  verifySignature(request, integration): Proof {
    if (request.method === 'GET') return { handshake: { text: answerTo(request) } }
    const { time, codes } = signatureOf(request.header('x-acme-signature'))
    checkTimestamp(time, request.receivedAt)
    verifyHmac({
      secrets: secretsOf(integration.settings),
      message: [time, '.', request.bytes],
      signatures: codes,
      encoding: 'hex',
    })
    return 'signed'
  },
  parseEvent: parse,
  hosts: ({ apiKey }) => (apiKey === undefined ? [] : ['api.acme.example']),
  read: async (want, integration, platform) =>
    completed(want, await get(`/members/${want.ref.member}`, integration, platform)),
  async *poll(integration, platform): AsyncIterable<Page<State>> {
    const answer = await get(
      `/changes?since=${integration.state.cursor ?? ''}`,
      integration,
      platform,
    )
    const { status } = answer
    if (status === 403) throw new PlatformError('auth_failed', 'may not be read', { status })
    const { events, cursor } = (answer.json ?? {}) as { events?: unknown; cursor?: unknown }
    if (!Array.isArray(events) || typeof cursor !== 'string') {
      throw new PlatformError('upstream_error', 'a page of another form')
    }
    const { events: good, rejected = [] } = parse({ payload: { id: 'page', events } })
    yield { events: good, rejected, state: { cursor } }
  },
  guides: {
    connect: new URL('../../../test/acme/connect.md', import.meta.url),
    erase: new URL('../../../test/acme/erase.md', import.meta.url),
  },
}

/** Acme, with some of its methods replaced. */
export function acmeWith(changes: Partial<Spec> = {}) {
  return defineAdapter<typeof settings, typeof payload, typeof state>({ ...spec, ...changes })
}

export const acme = acmeWith()

/** A ping brings nothing; a challenge is said back, if it is a plain word. */
function answerTo(request: WebhookRequest): string {
  const challenge = request.query('challenge') ?? 'pong'
  return /^[\w-]{1,64}$/.test(challenge) ? challenge : 'pong'
}

/** `t=…,v1=…,v1=…` taken apart. */
export function signatureOf(header: string | undefined) {
  const parts = (header ?? refuse('unauthorized', 'signature_missing')).split(',')
  const named = (name: string) =>
    parts.flatMap(part => (part.startsWith(`${name}=`) ? part.slice(name.length + 1) : []))
  return { time: named('t')[0] ?? '', codes: named('v1') }
}

export function secretsOf({ signingSecret, previousSigningSecrets = [] }: Settings) {
  return [signingSecret, ...previousSigningSecrets]
}

export function codeOf(secret: string, time: string, body: Uint8Array | string): string {
  return createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex')
}

/** An honest `parseEvent`, and what mutants change of its events. */
export function parse(
  { payload: { id, events }, header }: Pick<Delivery<Payload>, 'payload'> & Partial<Delivery>,
  _connection?: unknown,
  change: (event: PlatformEvent<Item>, item: Item) => PlatformEvent = event => event,
): Parsed {
  const actor = header?.('x-acme-actor')
  const good: PlatformEvent[] = []
  const rejected: { path: string; reason: string }[] = []
  for (const [index, item] of events.entries()) {
    if (isItem(item)) good.push(change(eventOf(item, index, actor), item))
    else rejected.push({ path: `/events/${index}`, reason: 'not an event' })
  }
  return { deliveryId: id, events: good, rejected }
}

/** One event as Acme writes it; who did it comes in a header. */
export interface Item {
  readonly actor?: string
  readonly id: string
  readonly type: string
  readonly at?: number
  readonly account?: string
  readonly thin?: string
  readonly member?: { readonly email?: string; readonly notes?: Record<string, unknown> }
}

function isItem(item: unknown): item is Item {
  if (typeof item !== 'object' || item === null) return false
  const { id, type } = item as Partial<Item>
  return typeof id === 'string' && id !== '' && typeof type === 'string' && type !== ''
}

function eventOf(item: Item, index: number, actor: string | undefined): PlatformEvent<Item> {
  const { id, type, at, account, thin } = item
  return {
    type,
    meaning: meaningOf(type),
    occurredAt: typeof at === 'number' ? new Date(at * 1000) : null,
    id,
    ...(typeof account === 'string' && account !== '' && { account }),
    path: `/events/${index}`,
    data: actor === undefined ? item : { ...item, actor },
    ...(typeof thin === 'string' &&
      /^\w+$/.test(thin) && { wants: { key: thin, ref: { member: thin } } }),
  }
}

async function get(path: string, { settings }: Integration<Settings>, platform: Platform) {
  const headers = { authorization: `Bearer ${settings.apiKey}` }
  return await platform.request({ url: `https://api.acme.example${path}`, headers, json: true })
}
