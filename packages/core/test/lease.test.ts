import type { Store } from '@conduit/core/host'
import { refOf, runSetup } from '@conduit/core/host'
import { test } from 'tap'
import { Agent } from 'undici'
import { withLease } from '../src/outbound/session.ts'
import { acmeWith, receiverOf } from './acme.ts'

/** An integration whose lease can be watched, and taken away. */
function leased() {
  const { receiver, integration, store, stored } = receiverOf(acmeWith({}))
  const asked: number[] = []
  let told: () => void = () => undefined
  let isTaken = false
  const sessions: Store['sessions'] = {
    ...store.sessions,
    acquire: async (ref, holder, milliseconds) => {
      asked.push(milliseconds)
      told()
      return !isTaken && (await store.sessions.acquire(ref, holder, milliseconds))
    },
  }
  const watched = { ...receiver, store: { ...store, sessions } }
  return {
    session: { receiver: watched, integration, transport: { dispatcher: new Agent() } },
    ref: refOf(stored),
    asked,
    /** Resolves when it has been asked for so often. */
    askedTimes: (times: number) =>
      new Promise<void>(resolve => {
        told = () => {
          if (asked.length >= times) resolve()
        }
        told()
      }),
    take: () => {
      isTaken = true
    },
  }
}

test('a lease is prolonged for as long as the work takes, and not longer', async t => {
  const { session, asked, askedTimes, ref } = leased()
  const result = await withLease(session, async () => askedTimes(4).then(() => 'done'), 30)
  t.equal(result, 'done')
  t.ok(asked.every(milliseconds => milliseconds === 30))
  const { sessions } = session.receiver.store
  t.equal(await sessions.acquire(ref, 'the next one', 30), true, 'it was given back')
})

test('who has lost the lease is told before it writes', async t => {
  const { session, take } = leased()
  const run = withLease(session, async ({ hold }) => {
    await hold()
    take()
    await hold()
    t.fail('somebody else may be writing')
  })
  await t.rejects(run, { code: 'unavailable' })
})

test('a setup that has lost the lease saves nothing', async t => {
  const saved: object[] = []
  const { receiver, integration, store } = receiverOf(
    acmeWith({
      hosts: () => ['api.acme.example'],
      setup: async (_step, _integration, platform) => {
        isTaken = true
        await platform.save({ cursor: 'mine' })
        return {}
      },
    }),
  )
  let isTaken = false
  const sessions: Store['sessions'] = {
    ...store.sessions,
    acquire: async (...given) => !isTaken && (await store.sessions.acquire(...given)),
    saveState: async (_ref, state) => void saved.push(state),
  }
  const report = await runSetup({
    receiver: { ...receiver, store: { ...store, sessions } },
    integration,
    transport: { dispatcher: new Agent() },
    step: 'connect',
    webhook: async () => {
      throw new Error('no webhook is asked for')
    },
  })
  t.match(report, { outcome: 'upstream_error' })
  t.same(saved, [])
})
