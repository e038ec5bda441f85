import {
  isPlatformError,
  type Parsed,
  type Platform,
  PlatformError,
  pointerTokens,
  valueAt,
} from '@conduit/core'
import { watchPlatform } from '@conduit/recordings/player'
import { type Asked, askAgain } from './ask.ts'
import type { SuiteContext } from './check.ts'
import { setAt } from './edit-body.ts'
import { pointersOf } from './mutate.ts'

const elsewhere = 'elsewhere.example'

/**
 * Addresses that the adapter calls when deliveries hold hostile texts: in the place of each text,
 * one that leads to another host, or would if it became part of an address.
 */
export async function straysOfHostileTexts({
  specimens,
}: SuiteContext): Promise<readonly string[]> {
  const strays: string[] = []
  for (const { seen, file } of specimens) {
    for (const payload of hostilePayloads(seen.delivery.payload)) {
      const parsed = askAgain(seen, payload)
      if (parsed === null) continue
      for (const url of await straysOf(seen, parsed)) strays.push(`${url} (${file})`)
    }
  }
  return strays
}

/** Asks for all that is wanted, of a platform that answers nothing. */
async function straysOf(
  { adapter, connection }: Asked,
  { events }: Parsed,
): Promise<readonly string[]> {
  const strays: string[] = []
  const hosts = adapter.hosts?.(connection.settings) ?? []
  const platform = watchPlatform(silent, hosts, strays)
  for (const { data: _data, wants, id: _id, keys: _keys, ...event } of events) {
    if (wants === undefined || hosts.length === 0) continue
    try {
      const pieces = adapter.fetch?.([{ ref: wants.ref, event }], connection, platform) ?? []
      for await (const _piece of pieces);
    } catch (error) {
      if (!isPlatformError(error)) throw error
    }
  }
  return strays
}

/** A way out that leads nowhere, for whom has a token. */
const silent: Platform = {
  now: new Date(0),
  request: async () => {
    throw new PlatformError('upstream_error', 'no answer')
  },
  authorized: async (_obtain, call) => await silent.request(call('token')),
  webhook: async () => ({ url: '', token: '' }),
  save: async () => undefined,
}

function* hostilePayloads(payload: unknown): Generator<unknown> {
  for (const pointer of pointersOf(payload, '')) {
    const text = valueAt(payload, pointer)
    if (typeof text !== 'string') continue
    for (const hostile of hostileTexts(text)) {
      const changed = structuredClone(payload)
      setAt(changed, pointerTokens(pointer), hostile)
      yield changed
    }
  }
}

function* hostileTexts(text: string): Generator<string> {
  if (URL.canParse(text)) {
    const { host } = new URL(text)
    yield text.replace(host, elsewhere)
    yield text.replace(host, `${host}@${elsewhere}`)
    yield text.replace(host, `${host}.${elsewhere}`)
  }
  for (const before of ['@', '.', '//', ':80@']) yield `${before}${elsewhere}/${text}`
}
