import {
  accountId,
  type DefinedAdapter,
  defineAdapter,
  didAndKey,
  email,
  type JsonValue,
  json,
  type Platform,
  type Reference,
  secret,
} from '@conduit/core'
import { decodeId } from '@conduit/core/host'
import { type FakeCall, type FakePlatform, fakePlatform } from '@conduit/recordings'
import { Type } from '@sinclair/typebox'
import type { Test } from 'tap'
import { checkedRequest } from './checked-request.ts'
import { makeController } from './controllers.ts'
import { guides } from './guides.ts'
import { loaded } from './loyalty.ts'
import { addIntegration, ask } from './over-http.ts'
import { type TestApp, testApp } from './test-app.ts'

const settings = Type.Object(
  {
    shop: Type.String({ pattern: '^[a-z]{3,20}$', description: 'Name of the shop.' }),
    apiKey: Type.Optional(secret(Type.String({ minLength: 8, description: 'Key of its API.' }))),
  },
  { additionalProperties: false },
)

/** An invented platform that can be asked what it holds; a header says whether a call is signed. */
export const ledgerAdapter = defineAdapter({
  name: 'ledger',
  title: 'Ledger',
  settings,
  endpoint: {
    formats: [json()],
    headers: ['x-signed'],
    payload: Type.Object({ id: Type.String(), member: Type.Object({}) }),
  },
  tables: {
    events: [{ type: '*', meaning: 'subject.updated' }],
    pii: [
      { path: '/member/email', ...email() },
      { path: '/member/id', ...accountId({ object: 'member' }) },
    ],
  },
  authenticate: didAndKey(),
  verifySignature: request => (request.header('x-signed') === 'yes' ? 'signed' : 'unsigned'),
  parseEvent: ({ payload }) => ({
    deliveryId: payload.id,
    events: [
      {
        ...{ type: 'member', meaning: 'subject.updated', occurredAt: null, id: payload.id },
        ...{ path: '', data: payload },
        consents: [{ channel: 'email', purpose: 'letters', state: 'granted' }],
      },
    ],
  }),
  accounts: ({ shop }) => [shop],
  hosts: ({ shop, apiKey }) => (apiKey === undefined ? [] : [`${shop}.example.com`]),
  export: {
    async find({ identifiers, references }, { settings: { shop } }, platform) {
      const found: Reference[] = [...references]
      for (const { category, value } of identifiers) {
        const key = category === 'email' ? 'email' : 'id'
        const query = new URLSearchParams({ [key]: value })
        const ids = await get(platform, `https://${shop}.example.com/members?${query}`)
        for (const id of Array.isArray(ids) ? ids : [])
          found.push({ object: 'member', id: String(id) })
      }
      return found
    },
    async *read({ object, id }, { settings: { shop } }, platform) {
      const content = await get(platform, `https://${shop}.example.com/members/${id}`)
      if (content !== null) yield { object, content }
    },
  },
  guides,
}) as DefinedAdapter

async function get(platform: Platform, url: string): Promise<JsonValue | null> {
  const { status, text } = await platform.request({ url })
  return status === 404 ? null : (JSON.parse(text) as JsonValue)
}

/** An answer of a shop, as often as it is asked. */
export function answered(url: string, body: string, status = 200): FakeCall {
  return { request: { url }, response: { status, body }, repeats: true }
}

/** Where the members of a shop are that have an address. */
export function search(shop: string, address: string): string {
  return `https://${shop}.example.com/members?${new URLSearchParams({ email: address })}`
}

/** A shop that is connected. */
interface Shop {
  readonly id: string
  readonly webhook: string
  /** Tells of a member. */
  readonly tell: (member: object, isSigned?: boolean) => Promise<void>
}

/** A tenant with shops, and an officer who answers the requests of its people. */
export interface Ledger {
  readonly app: TestApp
  readonly platform: FakePlatform
  readonly controllerId: string
  readonly connect: (shop: string, own?: object) => Promise<Shop>
  readonly run: <Data>(document: string, variables?: object) => Promise<Data>
  /** What a call is refused with. */
  readonly refused: (document: string, variables?: object) => Promise<readonly object[]>
  /** A request whose person is confirmed and checked. */
  readonly request: (changes?: object) => Promise<string>
}

/** Makes them, on the embedded database unless another one is given. */
export async function ledger(
  t: Test,
  script: readonly FakeCall[],
  options: Parameters<typeof testApp>[1] & { readonly adapter?: DefinedAdapter } = {},
): Promise<Ledger> {
  const { adapter = ledgerAdapter, ...rest } = options
  const platform = await fakePlatform(script, { status: 404, body: 'null' })
  t.teardown(() => platform.close())
  const app = await testApp(t, {
    ...{ adapters: loaded(adapter), transport: platform.transport, ...rest },
  })
  const { id: controllerId } = await makeController(app)
  const dpo = await app.apiKey('dpo', decodeId('controller', controllerId)?.id)
  const run = <Data>(document: string, variables: object = {}) =>
    ask<Data>(app, document, variables, dpo)
  let calls = 0
  const connect = async (shop: string, own: object = { apiKey: 'long enough' }) => {
    const { integration, webhookUrl } = await addIntegration(app, controllerId, 'ledger', {
      shop,
      ...own,
    })
    const { pathname, search: query } = new URL(webhookUrl ?? '')
    const webhook = pathname + query
    const tell = async (member: object, isSigned = true) => {
      calls += 1
      const reply = await app.http.inject({
        ...{ method: 'POST', url: webhook, payload: { id: `${shop} ${calls}`, member } },
        headers: isSigned ? { 'x-signed': 'yes' } : {},
      })
      if (reply.statusCode !== 200) throw new Error(`answered ${reply.statusCode}`)
    }
    return { id: integration.id, webhook, tell }
  }
  const request = (changes: object = {}) =>
    checkedRequest(run, controllerId, {
      identifiers: [{ category: 'email', value: 'jane@example.com' }],
      ...changes,
    })
  return {
    ...{ app, platform, controllerId, connect, run, request },
    refused: async (document, variables = {}) => {
      const { errors } = await app.graph(document, variables, dpo)
      return errors.map(({ extensions }) => extensions)
    },
  }
}
