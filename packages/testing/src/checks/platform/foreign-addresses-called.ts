import {
  isPlatformError,
  type Parsed,
  type Platform,
  PlatformError,
  pointerTokens,
  valueAt,
} from '@conduit/core'
import { watchPlatform } from '@conduit/recordings/player'
import { pointersOf } from '../body/pointers-of.ts'
import { setAt } from '../body/set-at.ts'
import { type Asked, askAgain } from '../context/ask-again.ts'
import type { SuiteContext } from '../context/check.ts'

const elsewhere = 'elsewhere.example'

/**
 * Addresses that the adapter calls when deliveries hold hostile texts: in the place of each text,
 * one that leads to another host, or would if it became part of an address.
 */
export async function foreignAddressesCalled({
  oneOfEachKind,
}: SuiteContext): Promise<readonly string[]> {
  const foreignAddresses: string[] = []
  for (const { seen, file } of oneOfEachKind) {
    for (const payload of hostilePayloads(seen.delivery.payload)) {
      const parsed = askAgain(seen, payload)
      if (parsed === null) continue
      for (const url of await foreignAddressesOf(seen, parsed))
        foreignAddresses.push(`${url} (${file})`)
    }
  }
  return foreignAddresses
}

/** Asks for all that is wanted, of a platform that answers nothing. */
async function foreignAddressesOf(
  { adapter, integration }: Asked,
  { events }: Parsed,
): Promise<readonly string[]> {
  const foreignAddresses: string[] = []
  const hosts = adapter.hosts?.(integration.settings) ?? []
  const platform = watchPlatform(silent, hosts, foreignAddresses)
  for (const { data: _data, wants, id: _id, keys: _keys, ...event } of events) {
    if (wants === undefined || hosts.length === 0) continue
    try {
      await adapter.read?.({ ref: wants.ref, event }, integration, platform)
    } catch (error) {
      if (!isPlatformError(error)) throw error
    }
  }
  return foreignAddresses
}

/** A way out that leads nowhere, for whom has a token. */
const silent: Platform = {
  now: new Date(0),
  request: async () => {
    throw new PlatformError('upstream_error', 'no answer')
  },
  authorized: async (_obtain, call) => await silent.request(call('token')),
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
