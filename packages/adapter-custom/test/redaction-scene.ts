import custom from '@conduit/adapter-custom'
import { type ErasureScene, knownAs, knownBy, statefulPlatform } from '@conduit/testing'
import { Webhook } from 'standardwebhooks'
import { mappingOf } from './request.ts'

export const erasureSecret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`
export const erasureUrl = 'https://shop.example/privacy'
export const settings = { mapping: mappingOf(), erasureUrl, erasureSecret }

type Call = Parameters<Parameters<typeof statefulPlatform>[0]>[0]

/** Is it signed, by the library of Standard Webhooks? It reads the clock, which is not that of a test. */
function isSigned({ headers, body }: Call): boolean {
  const { now } = Date
  Date.now = () => Number(headers['webhook-timestamp']) * 1_000
  try {
    new Webhook(erasureSecret).verify(body, headers)
    return true
  } catch {
    return false
  } finally {
    Date.now = now
  }
}

interface Account {
  readonly email: string
  readonly name: string
}

/** An operator's system: accounts that go at once, or a little later. */
function fakeSystem(isSlow: boolean) {
  const accounts = new Map<string, Account>()
  const asked = new Map<string, string>()

  const lookUp = ({ identifiers, references }: Data) => {
    const told = references.map(({ id }) => id).filter(id => accounts.has(id))
    const found = [...accounts].filter(([, { email }]) =>
      identifiers.some(({ value }) => value.toLowerCase() === email.toLowerCase()),
    )
    const ids = new Set([...told, ...found.map(([id]) => id)])
    return { status: 200, json: { objects: [...ids].map(id => ({ object: 'account', id })) } }
  }

  const erase = (key: string, { id }: Data) => {
    // The same question again: still at it, or done.
    if (asked.has(key)) return accounts.has(id) ? { status: 202 } : { status: 204 }
    if (!accounts.has(id)) return { status: 404 }
    asked.set(key, id)
    if (isSlow) return { status: 202, headers: { 'retry-after': '120' } }
    accounts.delete(id)
    return { status: 204 }
  }

  return {
    get shown() {
      return [...accounts]
    },
    accounts,
    answer(call: Call) {
      if (!isSigned(call)) return { status: 401 }
      const { type, data } = JSON.parse(call.body) as { type: string; data: Data }
      if (type === 'privacy.erasure_lookup') return lookUp(data)
      if (type === 'privacy.erasure_check') {
        return { status: 200, json: { found: accounts.has(data.id) } }
      }
      return erase(call.headers['webhook-id'] ?? '', data)
    },
    settle() {
      for (const id of asked.values()) accounts.delete(id)
    },
  }
}

interface Data {
  readonly id: string
  readonly identifiers: readonly { readonly value: string }[]
  readonly references: readonly { readonly id: string }[]
}

export async function start(isSlow: boolean) {
  const system = fakeSystem(isSlow)
  system.accounts.set('7', { email: 'ada@example.com', name: 'Ada Sample' })
  system.accounts.set('8', { email: 'Ada@example.com', name: 'Ada Sample Two' })
  system.accounts.set('9', { email: 'other@example.com', name: 'Ada Sample' })
  const target = { object: 'account', id: '1' }
  return {
    platform: await statefulPlatform(system.answer),
    get state() {
      return system.shown
    },
    people: {
      person: [
        knownBy('email', 'ada@example.com'),
        {
          identifiers: [],
          references: ['7', '8'].map(id => ({ object: 'account_id', id })),
        },
      ],
      goes: ['ada@example.com', 'Ada Sample Two'],
      others: ['other@example.com'],
      strangers: [knownBy('email', 'ad@example.com'), knownAs('account_id', '1')],
      gone: [{ target, action: 'erase' as const, expected: 'erased' as const }],
      outcomes: { account: 'erased' } as const,
      settle: () => system.settle(),
    },
  }
}

/** What is tried of erasing there, with each fault at each call. */
export const scene = {
  adapter: custom,
  settings,
  checkedBy: { client: 'standardwebhooks' },
  start: () => start(true),
} satisfies ErasureScene
