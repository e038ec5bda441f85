import {
  PlatformError,
  registerWebhooks,
  type SetupPlatform,
  type SetupStep,
  type WithWebhooks,
} from '@conduit/core'
import { createTransport, type Failure, refOf, runSetup } from '@conduit/core/host'
import { test } from 'tap'
import { acmeWith, now, receiverOf } from './acme.ts'

interface Settings {
  readonly secret?: string
}

interface Topics {
  readonly failsAt?: string
  readonly gone?: readonly string[]
  readonly lookEvery?: number
  /** Webhooks can be moved, but for those that are gone. */
  readonly moves?: boolean
}

/** A platform that registers one webhook for each topic; what it is asked is listed. */
function topics(options: Topics = {}) {
  const asked: string[] = []
  let made = 0
  const setup = registerWebhooks<Settings>({
    names: () => ['orders', 'people'],
    isByHand: ({ secret }) => secret === 'by hand',
    ...(options.lookEvery !== undefined && { lookEvery: options.lookEvery }),
    async create(url, { name, settings }) {
      asked.push(`create ${name} at ${url} with ${settings.secret}`)
      if (name === options.failsAt) throw new PlatformError('upstream_error', 'invented')
      made += 1
      return { id: `n${made}`, settings: { secret: `secret ${made}` } }
    },
    ...(options.moves === true && {
      async move(id, url, { name, settings }) {
        asked.push(`move ${name} ${id} to ${url} with ${settings.secret}`)
        return options.gone?.includes(id) === true ? null : { secret: null }
      },
    }),
    isLive: async id => options.gone?.includes(id) !== true,
    async remove(id) {
      asked.push(`remove ${id}`)
      if (id === options.failsAt) throw new PlatformError('rate_limited', 'invented')
    },
  })
  const saved: WithWebhooks[] = []
  const learned: object[] = []
  const run = (step: SetupStep, webhooks?: WithWebhooks['webhooks'], settings: Settings = {}) =>
    setup(step, { settings, state: webhooks === undefined ? {} : { webhooks } }, {
      now,
      webhook: async () => ({ url: 'our address', token: '' }),
      save: async (state: WithWebhooks, settings: object) => {
        saved.push(state)
        learned.push(settings)
      },
    } as unknown as SetupPlatform<WithWebhooks>)
  return { asked, saved, learned, run }
}

const both = [
  { name: 'orders', id: 'o1' },
  { name: 'people', id: 'o2' },
]

test('connecting makes all anew, each with what the one before brought, then takes away the old', async t => {
  const { asked, saved, learned, run } = topics({ lookEvery: 3_600 })
  const result = await run('connect', both)
  t.strictSame(asked, [
    'create orders at our address with undefined',
    'create people at our address with secret 1',
    'remove o1',
    'remove o2',
  ])
  t.strictSame(learned.at(-1), { secret: 'secret 2' })
  t.strictSame(result.renewAt, new Date(now.getTime() + 3_600_000))
  t.strictSame(saved.at(-1), {
    webhooks: [
      { name: 'orders', id: 'n1' },
      { name: 'people', id: 'n2' },
    ],
  })
})

test('what was made is known even if the next call fails, and the next try takes it away', async t => {
  const failing = topics({ failsAt: 'people' })
  await t.rejects(failing.run('connect', both), { code: 'upstream_error' })
  const kept = failing.saved.at(-1)?.webhooks
  t.strictSame(failing.learned.at(-1), { secret: 'secret 1' })
  t.strictSame(kept, [...both, { name: 'orders', id: 'n1' }])
  const { asked, run } = topics()
  await run('connect', kept)
  t.strictSame(asked.slice(2), ['remove o1', 'remove o2', 'remove n1'])
})

test('renewing makes only what is gone, and leaves one of each name', async t => {
  const { asked, saved, run } = topics({ gone: ['o1'] })
  await run('renew', [...both, { name: 'people', id: 'o3' }])
  t.strictSame(asked, ['create orders at our address with undefined', 'remove o1', 'remove o3'])
  t.strictSame(saved.at(-1), {
    webhooks: [
      { name: 'people', id: 'o2' },
      { name: 'orders', id: 'n1' },
    ],
  })
})

test('what can be moved keeps its id, and may forget a setting', async t => {
  const { asked, saved, learned, run } = topics({ moves: true, gone: ['o1'] })
  await run('connect', both, { secret: 'old' })
  t.strictSame(asked, [
    'move orders o1 to our address with old',
    'create orders at our address with old',
    'move people o2 to our address with secret 1',
    'remove o1',
  ])
  t.strictSame(learned.at(-1), { secret: null })
  t.strictSame(saved.at(-1), {
    webhooks: [
      { name: 'orders', id: 'n1' },
      { name: 'people', id: 'o2' },
    ],
  })
})

test('renewing moves what is switched off, and leaves the rest at its address', async t => {
  const { asked, run } = topics({ moves: true, gone: ['o2'] })
  await run('renew', both)
  t.strictSame(asked, [
    'move people o2 to our address with undefined',
    'create people at our address with undefined',
    'remove o2',
  ])
})

test('what could not be taken away is known; what was is not asked for again', async t => {
  const { saved, run } = topics({ failsAt: 'o2' })
  await t.rejects(run('connect', [...both, { name: 'people', id: 'o3' }]), { code: 'rate_limited' })
  t.strictSame(
    saved.at(-1)?.webhooks?.map(({ id }) => id),
    ['o2', 'o3', 'n1', 'n2'],
  )
})

test('checking changes nothing', async t => {
  const healthy = topics()
  t.strictSame(await healthy.run('check', both), { healthy: true })
  t.strictSame(await healthy.run('check', both.slice(1)), { healthy: false })
  const { asked, saved, run } = topics({ gone: ['o2'] })
  t.strictSame(await run('check', both), { healthy: false })
  t.strictSame([asked, saved], [[], []])
})

test('what a person made is left alone', async t => {
  const { asked, run } = topics()
  t.strictSame(await run('connect', undefined, { secret: 'by hand' }), { manual: true })
  t.strictSame(await run('disconnect', undefined, { secret: 'by hand' }), { manual: true })
  t.strictSame(asked, [])
})

async function running(
  setup: NonNullable<Parameters<typeof acmeWith>[0]>['setup'],
  hosts: readonly string[] = ['api.acme.example'],
) {
  const adapter = acmeWith({ hosts: () => hosts, ...(setup !== undefined && { setup }) })
  const failures: string[] = []
  const onFailure = ({ step }: Failure) => void failures.push(step)
  const { receiver, store, stored, integration } = receiverOf(adapter, undefined, { onFailure })
  const webhook = async (boundTo = '') => ({
    url: `https://hooks.example.com/${boundTo}`,
    token: 'minted',
  })
  const transport = createTransport({ env: {} })
  const run = (step: SetupStep) => runSetup({ receiver, integration, transport, step, webhook })
  return { run, store, ref: refOf(stored), failures }
}

test('a run keeps state at once, and says the rest in its report', async t => {
  const renewAt = new Date('2026-12-01T00:00:00Z')
  const { run, store } = await running(async (step, { state }, platform) => {
    await platform.save({ ...state, [step]: true } as never)
    return { settings: { accounts: ['a'] }, renewAt }
  })
  t.match(await run('connect'), { at: now, outcome: 'ok', settings: { accounts: ['a'] }, renewAt })
  await run('renew')
  t.strictSame(store.integrations[0]?.state, { connect: true, renew: true })
})

test('a run is handed the clock, and a credential for our own endpoint', async t => {
  const seen: unknown[] = []
  const { run } = await running(async (_step, _integration, platform) => {
    seen.push(platform.now, await platform.webhook('a channel'))
    return {}
  })
  t.match(await run('connect'), { outcome: 'ok' })
  t.strictSame(seen, [now, { url: 'https://hooks.example.com/a channel', token: 'minted' }])
})

test('what was learned before a failure is not lost', async t => {
  const { run } = await running(async (_step, { state }, platform) => {
    await platform.save(state as never, { accounts: ['a'] })
    throw new PlatformError('upstream_error', 'invented')
  })
  t.match(await run('connect'), { outcome: 'upstream_error', settings: { accounts: ['a'] } })
})

test('failures are reports: those of the platform, and our own', async t => {
  const limited = await running(async () => {
    throw new PlatformError('rate_limited', 'invented', { retryAfterSeconds: 7 })
  })
  t.match(await limited.run('connect'), { outcome: 'rate_limited', retryAfterSeconds: 7 })
  const { run, failures } = await running(async () => {
    throw new TypeError('a bug')
  })
  t.match(await run('connect'), { outcome: 'upstream_error' })
  t.strictSame(failures, ['setup'])
})

test('without hosts, or without `setup`, a person has to do it', async t => {
  t.match(await (await running(async () => ({}), [])).run('connect'), { outcome: 'manual' })
  t.match(await (await running(undefined)).run('connect'), { outcome: 'manual' })
})

test('connecting waits for a reading; looking and leaving do not', async t => {
  const { run, store, ref } = await running(async () => ({ healthy: true }))
  await store.sessions.acquire(ref, 'a reading', 60_000)
  t.equal(await run('connect'), null)
  t.equal(await run('renew'), null)
  t.match(await run('check'), { outcome: 'ok', healthy: true })
  t.match(await run('disconnect'), { outcome: 'ok' })
  await store.sessions.release(ref, 'a reading')
  t.match(await run('connect'), { outcome: 'ok' })
  t.match(await run('connect'), { outcome: 'ok' }, 'the lease was given back')
})
