import { createHmac } from 'node:crypto'
import {
  type AdapterSpec,
  checkTimestamp,
  type Delivery,
  defineAdapter,
  type Fetched,
  json,
  jweToken,
  meaningOf,
  type Parsed,
  PlatformError,
  type PlatformEvent,
  type Proof,
  refuse,
  type Tables,
  verifyHmac,
  type Wanted,
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

export const tables: Tables = {
  events: [
    { type: 'member.created', meaning: 'subject.created' },
    { type: 'member.*', meaning: 'subject.updated' },
  ],
  pii: [
    { path: '{,/member}/email', category: 'email', identifies: true },
    { path: '{,/member}/phone', category: 'phone', identifies: true },
    { path: '{,/member}/id', category: 'account_id', identifies: true, reference: 'member' },
    { path: '{,/member}/name', category: 'name' },
    { path: '{,/member}/notes/*', category: 'free_text' },
  ],
}

/** An honest little platform: signed JSON, several events a delivery, accounts, thin events, polling. */
export const spec: Spec = {
  name: 'acme',
  title: 'Acme',
  settings,
  state,
  endpoint: { formats: [json()], payload, methods: ['GET'], maxBytes: 100_000 },
  tables,
  authenticate: jweToken(),
  accounts: ({ accounts }) => accounts ?? [],
  verifySignature(request, connection): Proof {
    if (request.method === 'GET') return { handshake: { text: 'pong' } }
    const { time, codes } = signatureOf(request.header('x-acme-signature'))
    checkTimestamp(time, request.receivedAt)
    verifyHmac({
      secrets: secretsOf(connection.settings),
      message: [time, '.', request.bytes],
      signatures: codes,
      encoding: 'hex',
    })
    return 'signed'
  },
  parseEvent: parse,
  hosts: ({ apiKey }) => (apiKey === undefined ? [] : ['api.acme.example']),
  async *fetch(wanted, connection, platform): AsyncIterable<Fetched<State>> {
    const headers = { authorization: `Bearer ${connection.settings.apiKey}` }
    const read = (path: string) =>
      platform.request({ url: `https://api.acme.example${path}`, headers, json: true })
    for (const want of wanted) {
      const { json: data } = await read(`/members/${want.ref.member}`)
      yield { for: want, events: [readEvent(want, data)] }
    }
    if (wanted.length > 0) return
    const { json: page } = await read(`/changes?since=${connection.state.cursor ?? ''}`)
    const { events, cursor } = (page ?? {}) as { events?: unknown; cursor?: unknown }
    if (!Array.isArray(events) || typeof cursor !== 'string') {
      throw new PlatformError('upstream_error', 'a page of another form')
    }
    const { events: good, rejected = [] } = parse({ payload: { id: 'page', events } })
    yield { events: good, rejected, state: { cursor } }
  },
  redact: 'Delete the member under Members > Privacy.',
}

/** Acme, with some of its methods replaced. */
export function acmeWith(changes: Partial<Spec> = {}) {
  return defineAdapter<typeof settings, typeof payload, typeof state>({ ...spec, ...changes })
}

export const acme = acmeWith()

/** `t=…,v1=…,v1=…` taken apart. */
export function signatureOf(header: string | undefined) {
  const parts = (header ?? refuse('unauthorized', 'signature header missing')).split(',')
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
  { payload: { id, events } }: Pick<Delivery<Payload>, 'payload'>,
  _connection?: unknown,
  change: (event: PlatformEvent<Item>, item: Item) => PlatformEvent = event => event,
): Parsed {
  const good: PlatformEvent[] = []
  const rejected: { path: string; reason: string }[] = []
  for (const [index, item] of events.entries()) {
    if (isItem(item)) good.push(change(eventOf(item, index), item))
    else rejected.push({ path: `/events/${index}`, reason: 'not an event' })
  }
  return { deliveryId: id, events: good, rejected }
}

/** One event as Acme writes it. */
export interface Item {
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

function eventOf(data: unknown, index: number): PlatformEvent<Item> {
  const item = data as Item
  const { id, type, at, account, thin } = item
  return {
    type,
    meaning: meaningOf(tables.events, type),
    occurredAt: typeof at === 'number' ? new Date(at * 1000) : null,
    id,
    ...(typeof account === 'string' && account !== '' && { account }),
    path: `/events/${index}`,
    data: item,
    ...(typeof thin === 'string' &&
      /^\w+$/.test(thin) && { wants: { key: thin, ref: { member: thin } } }),
  }
}

function readEvent(want: Wanted, data: unknown): PlatformEvent {
  return { ...want.event, id: null, path: '', data }
}
