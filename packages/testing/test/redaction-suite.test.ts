import { type Answer, isPlatformError, successOf } from '@conduit/core'
import {
  knownAs,
  knownBy,
  redactionSuite,
  statefulPlatform,
  type TestRunner,
} from '@conduit/testing'
import { test } from 'tap'
import { acmeWith } from './acme/acme.ts'
import { fakeClub } from './redaction/club.ts'
import { call, listOf, parts, redactWith } from './redaction/redact.ts'

const settings = { signingSecret: 'test-secret-0001' }

/** Ada with five orders, somebody of her name with one, and somebody who has left. */
async function start() {
  const club = fakeClub()
  const { members, orders } = club.state
  members.set('m1', { id: 'm1', email: 'ada@example.com', name: 'Ada Sample' })
  members.set('m2', { id: 'm2', email: 'other@example.com', name: 'Ada Sample' })
  for (let n = 1; n <= 5; n++)
    orders.set(`o${n}`, { id: `o${n}`, member: 'm1', address: `${n} Sample Street` })
  orders.set('o6', { id: 'o6', member: 'm2', address: '6 Other Road' })
  const target = (object: string, id: string) =>
    ({ target: { object, id }, action: 'erase', expected: 'erased' }) as const
  return {
    platform: await statefulPlatform(club.answer),
    get state() {
      return club.shown
    },
    people: {
      person: [knownBy('email', 'ada@example.com'), knownAs('member', 'm1')],
      goes: ['ada@example.com', '1 Sample Street', '5 Sample Street'],
      others: ['other@example.com', '6 Other Road'],
      strangers: [knownBy('email', 'ad@example.com'), knownAs('member', 'm9')],
      gone: [target('member', 'm9'), target('order', 'o9')],
      outcomes: { member: 'erased', order: 'erased' } as const,
      settle: () => club.settle(),
    },
  }
}

/** Names of the parts of the suite that failed. */
async function failuresOf(changed: Partial<typeof parts>): Promise<readonly string[]> {
  const failed: string[] = []
  const runner: TestRunner = {
    async test(name, _options, run) {
      await run().catch(() => failed.push(name))
    },
  }
  const hosts = () => ['club.example']
  const adapter = acmeWith({ hosts, redact: redactWith(changed) })
  await redactionSuite(runner, { adapter, settings, start })
  return failed
}

test('an honest erasure passes', async t => {
  t.strictSame(await failuresOf({}), [])
})

function noneIfMissing(error: unknown): readonly string[] {
  if (isPlatformError(error) && error.status === 404) return []
  throw error
}

/** What a careless author might write, and the part of the suite that notices. */
const mutants: Readonly<Record<string, readonly [string, Partial<typeof parts>]>> = {
  'calls erased what is not there': [
    'what is gone was not erased by us',
    {
      async eraseOrder({ target }, platform) {
        await call(platform, 'DELETE', `/orders/${target.id}`)
        return { outcome: 'erased' }
      },
    },
  ],
  'calls again at once when it is told to wait': [
    'a platform that is called too often is left alone',
    {
      async eraseOrder({ target }, platform) {
        for (let tries = 1; ; tries++) {
          try {
            const { status } = await call(platform, 'DELETE', `/orders/${target.id}`)
            return { outcome: status === 404 ? 'not_found' : 'erased' }
          } catch (error) {
            if (!isPlatformError(error) || tries === 3) throw error
          }
        }
      },
    },
  ],
  'takes a namesake for the person': [
    'what is found goes, and nothing else',
    {
      async membersOf(email, platform) {
        const [found] = await listOf(`/members?email=${email}`, platform)
        const name = encodeURIComponent(String(Object(found).name))
        const all = await listOf(`/members?name=${name}`, platform)
        return all.map(item => String(Object(item).id))
      },
    },
  ],
  'forgets all pages but the first': [
    'what is found goes, and nothing else',
    {
      async ordersOf(member, platform) {
        const url = `https://club.example/orders?member=${member}`
        const { json } = await platform.request({ url, json: true })
        return Object(json).items.map((item: unknown) => String(Object(item).id))
      },
    },
  ],
  'takes a list that was not to be had for an empty one': [
    'find, call',
    {
      ordersOf: (member, platform) => parts.ordersOf(member, platform).catch(() => []),
    },
  ],
  'takes a search that is not there for nobody': [
    'find, call 1: not_found',
    {
      membersOf: (email, platform) => parts.membersOf(email, platform).catch(noneIfMissing),
    },
  ],
  'takes a page that is not there for the end of the list': [
    'find, call 3: not_found',
    {
      async ordersOf(member, platform) {
        const ids: string[] = []
        for (let from = 0; ; from += 2) {
          const url = `https://club.example/orders?member=${member}&from=${from}`
          const { status, json } = await platform.request({ url, json: true })
          if (status === 404 && from > 0) return ids
          const { items, next } = Object(successOf({ status, json } as Answer).json)
          for (const item of items) ids.push(String(Object(item).id))
          if (next === null) return ids
        }
      },
    },
  ],
  'calls clean what it could not look at': [
    'check, call',
    {
      look: (target, platform) =>
        parts.look(target, platform).catch(() => ({ found: 'clean' as const })),
    },
  ],
  'swallows what went wrong': [
    'erase, call 1',
    {
      async eraseOrder({ target }, platform) {
        await call(platform, 'DELETE', `/orders/${target.id}`).catch(() => null)
        return { outcome: 'erased' }
      },
    },
  ],
  'makes the one request that deletes everybody’s': [
    'what is found goes, and nothing else',
    {
      async eraseOrder(_task, platform) {
        const { status } = await call(platform, 'DELETE', '/orders')
        return { outcome: status === 404 ? 'not_found' : 'erased' }
      },
    },
  ],
  'calls done what was only asked for': [
    'what is found goes, and nothing else',
    {
      async forgetMember({ target }, platform) {
        const { status } = await call(platform, 'POST', `/members/${target.id}/forget`)
        return { outcome: status === 404 ? 'not_found' : 'anonymised' }
      },
    },
  ],
  'says clean without a look': [
    'what is found goes, and nothing else',
    { look: async () => ({ found: 'clean' }) },
  ],
  'deletes while it looks for people': [
    'each way to name a person finds the same, and changes nothing',
    {
      async ordersOf(member, platform) {
        const found = await listOf(`/orders?member=${member}`, platform)
        const ids = found.map(item => String(Object(item).id))
        for (const id of ids) await call(platform, 'DELETE', `/orders/${id}`)
        return ids
      },
    },
  ],
}

for (const [name, [part, changed]] of Object.entries(mutants)) {
  test(`noticed: it ${name}`, async t => {
    const failed = await failuresOf(changed)
    t.ok(
      failed.some(each => each.includes(part)),
      `“${part}” is among ${failed.length} failures`,
    )
  })
}
