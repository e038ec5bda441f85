import {
  completed,
  type Page,
  type Platform,
  PlatformError,
  type PlatformEvent,
  type Read,
  type Want,
} from '@conduit/core'
import { memoryStore, refOf, runRead } from '@conduit/core/host'
import { test } from 'tap'
import { Agent } from 'undici'
import {
  acmeWith,
  appOf,
  bodyOf,
  did,
  dxKey,
  receiverOf,
  type Spec,
  signingSecret,
} from './acme.ts'

/** What reads at Acme: the documents that were wanted, one by one, and what a poll finds. */
interface Reading {
  read?(want: Want, platform: Platform): Promise<Read>
  poll?(state: object, platform: Platform): AsyncIterable<Page>
}

/** Acme with something that reads, a store, and a way to run what waits. */
async function reading(
  { read, poll }: Reading,
  hosts: readonly string[] = ['api.acme.example'],
  changes: Partial<Spec> = {},
) {
  const adapter = acmeWith({
    hosts: () => hosts,
    ...(read && { read: (want, _integration, platform) => read(want, platform) }),
    ...(poll && { poll: ({ state }, platform) => poll(state, platform) }),
    ...changes,
  })
  const transport = { dispatcher: new Agent() }
  const { receiver, store, stored, integration } = receiverOf(adapter)
  const { post, app } = await appOf(adapter, { store, transport })
  const run = (poll = false) => runRead({ receiver, integration, transport, poll })
  const pollUrl = `/acme/poll?did=${did}&dxKey=${dxKey}`
  const postPoll = () => app.inject({ method: 'POST', url: pollUrl })
  const fetched = () => store.activities.map(({ fetch }) => fetch)
  return { store, stored, post, run, postPoll, fetched }
}

const person = { id: 7, email: 'ada@example.com' }
const answer = (want: Want, data: unknown = person): Read & { readonly event: PlatformEvent } => ({
  event: { ...want.event, id: null, path: '', data },
})
const refused = () => new PlatformError('auth_failed', 'not for this token', { status: 403 })

test('an answer completes its event, says that there is nothing, or could not be read', async t => {
  const event = { type: 'm', meaning: 'processing', occurredAt: null, path: '/x' } as const
  const want = { ref: { member: 'm1' }, event }
  const read = completed(want, { status: 200, json: person })
  t.strictSame(read, { event: { ...event, id: null, path: '', data: person } })
  const consents = [{ channel: 'email', purpose: 'marketing', state: 'granted' }] as const
  const erasure = completed(
    want,
    { status: 200, json: {} },
    { meaning: 'request.erasure', consents },
  )
  t.match(erasure.event, { meaning: 'request.erasure', consents })
  t.strictSame(completed(want, { status: 404, json: {} }), { event: null })
  t.strictSame(completed(want, { status: 410, json: {} }), {
    rejected: [{ path: '', reason: 'status 410' }],
  })
  const forbidden = { code: 'auth_failed', status: 403 }
  t.throws(() => completed(want, { status: 403, json: {} }), forbidden)
})

test('what is read goes the way of webhook data, once for several notifications of one object', async t => {
  const asked: unknown[] = []
  const { store, post, run, fetched } = await reading({
    async read(want) {
      asked.push(want.ref)
      return answer(want)
    },
  })
  await post(bodyOf({ thin: 'm1' }, { thin: 'm1' }, { thin: 'm2' }))
  t.strictSame(fetched(), ['waiting', 'waiting', 'waiting'])
  t.match(await run(), { outcome: 'ok', events: 3, rejected: 0 })
  t.strictSame(asked, [{ member: 'm1' }, { member: 'm2' }])
  t.strictSame(fetched(), ['done', 'done', 'done'])
  t.match(store.activities[0]?.fields, [{ path: '/id', source: 'fetched' }, { path: '/email' }])
  t.equal(store.subjects.length, 1)
  t.match(await run(), { outcome: 'ok', events: 0 }, 'nothing is read twice')
})

test('each document is kept before the next one is asked for', async t => {
  const before: unknown[] = []
  const { post, run, fetched } = await reading({
    async read(want) {
      before.push(fetched())
      return answer(want)
    },
  })
  await post(bodyOf({ thin: 'm1' }, { thin: 'm2' }))
  await run()
  t.strictSame(before, [
    ['waiting', 'waiting'],
    ['done', 'waiting'],
  ])
})

test('only the newest notification takes a meaning that the read brought', async t => {
  const { store, post, run } = await reading({
    read: async want => ({ event: { ...answer(want).event, meaning: 'request.erasure' } }),
  })
  await post(bodyOf({ thin: 'm1' }, { thin: 'm1' }))
  await run()
  t.strictSame(
    store.activities.map(({ meaning }) => meaning),
    ['subject.updated', 'request.erasure'],
  )
})

test('an object that is gone completes its event without data; further events are new', async t => {
  const { store, post, run } = await reading({
    async read(want) {
      if (want.ref.member === 'm1') return { event: null }
      const { event } = answer(want)
      return { event, further: [{ ...event, id: 'more' }] }
    },
  })
  await post(bodyOf({ thin: 'm1' }, { thin: 'm2' }))
  await run()
  t.strictSame(
    store.activities.map(({ fetch, verification }) => [fetch, verification]),
    [
      ['done', 'signed'],
      ['done', 'signed'],
      [null, 'fetched'],
    ],
  )
  t.equal(store.deliveries.length, 2, 'new events have a delivery of their own')
})

test('without hosts there is nothing to read and nothing to wait for', async t => {
  let asked = false
  const read = async () => {
    asked = true
    return {}
  }
  const { store, post, run } = await reading({ read }, [])
  await post(bodyOf({ thin: 'm1' }))
  t.match(await run(), { outcome: 'skipped' })
  t.match(store.activities, [{ fetch: 'skipped', want: null }])
  t.notOk(asked)
})

test('what a platform does wrong is reported, and what was not read waits', async t => {
  const { post, run, fetched } = await reading({
    async read(want) {
      if (want.ref.member === 'm1') return answer(want)
      throw new PlatformError('rate_limited', 'slow down', { retryAfterSeconds: 30 })
    },
  })
  await post(bodyOf({ thin: 'm1' }, { thin: 'm2' }))
  t.match(await run(), { outcome: 'rate_limited', events: 1, retryAfterSeconds: 30 })
  t.strictSame(fetched(), ['done', 'waiting'])
})

test('a platform that refuses is left alone for longer each time, until it gives something', async t => {
  let asked: number | undefined = 0
  let isOpen = false
  const { post, run } = await reading({
    async read(want) {
      if (isOpen && want.ref.member === 'm1') return answer(want)
      const options = asked === undefined ? {} : { retryAfterSeconds: asked }
      throw new PlatformError('rate_limited', 'slow down', options)
    },
  })
  await post(bodyOf({ thin: 'm1' }, { thin: 'm2' }))
  const pause = async () => (await run())?.retryAfterSeconds
  t.strictSame([await pause(), await pause(), await pause()], [1, 2, 4])
  asked = 90
  t.equal(await pause(), 90, 'what it asks for counts where it is more')
  asked = undefined
  t.equal(await pause(), 180)
  isOpen = true
  asked = 0
  t.match(await run(), { outcome: 'rate_limited', events: 1, retryAfterSeconds: 1 })
})

test('what may not be read keeps nothing else waiting, any other fault does', async t => {
  const faults = {
    403: refused(),
    502: new PlatformError('upstream_error', 'down', { status: 502 }),
  }
  const settled = async (fault: PlatformError) => {
    const { post, run, fetched } = await reading({
      async read(want) {
        if (want.ref.member === 'm2') throw fault
        return answer(want)
      },
    })
    await post(bodyOf({ thin: 'm1' }, { thin: 'm2' }, { thin: 'm3' }))
    t.match(await run(), { outcome: fault.code })
    return fetched()
  }
  t.strictSame(await settled(faults[403]), ['done', 'waiting', 'done'])
  t.strictSame(await settled(faults[502]), ['done', 'waiting', 'waiting'])
})

test('what waited is read once it may be', async t => {
  let isAllowed = false
  const { post, run, fetched } = await reading({
    async read(want) {
      if (!isAllowed) throw refused()
      return answer(want)
    },
  })
  await post(bodyOf({ thin: 'm1' }))
  t.match(await run(), { outcome: 'auth_failed', events: 0 })
  isAllowed = true
  t.match(await run(), { outcome: 'ok', events: 1 })
  t.strictSame(fetched(), ['done'])
})

test('after ten refusals one after the other the whole credential is shut', async t => {
  const wanted = Array.from({ length: 25 }, (_, index) => ({ thin: `m${index}` }))
  const asked: unknown[] = []
  let answered: readonly number[] = []
  const { post, run } = await reading({
    async read(want) {
      asked.push(want.ref.member)
      if (answered.includes(asked.length)) return answer(want)
      throw refused()
    },
  })
  await post(bodyOf(...wanted))
  t.match(await run(true), { outcome: 'auth_failed', events: 0 })
  t.equal(asked.length, 10)
  asked.length = 0
  answered = [10, 20]
  t.match(await run(true), { outcome: 'auth_failed', events: 2 })
  t.equal(asked.length, 25, 'those in between start the count anew')
})

test('a want that is passed over fails, an item that cannot be read is counted', async t => {
  const { store, post, run } = await reading({
    read: async () => ({ rejected: [{ path: '/0', reason: 'no id' }] }),
  })
  await post(bodyOf({ thin: 'm1' }))
  t.match(await run(), { outcome: 'partial', rejected: 1 })
  t.match(store.activities, [{ fetch: 'failed' }])
})

test('a run that gave up a want is not called ok, whether the adapter says so or not', async t => {
  const { post, run, fetched } = await reading({
    read: async want => (want.ref.member === 'm1' ? answer(want) : {}),
  })
  await post(bodyOf({ thin: 'm1' }, { thin: 'm2' }, { thin: 'm2' }))
  t.match(await run(), { outcome: 'partial', events: 1, rejected: 0 })
  t.strictSame(fetched(), ['done', 'failed', 'failed'])
  t.match(await run(), { outcome: 'ok' }, 'once it is settled')
})

const guest = { email: 'bo@example.com' }

test('a document in which other people stand in something else completes nothing', async t => {
  let right = false
  const { store, post, run, fetched } = await reading({
    async read(want) {
      return answer(want, { ...person, guests: right ? [guest] : 'Bo' })
    },
  })
  await post(bodyOf({ thin: 'm1' }))
  t.match(await run(), { outcome: 'partial', events: 0, rejected: 1 })
  t.strictSame(fetched(), ['failed'])
  right = true
  await post(JSON.stringify({ id: 'd2', events: [{ type: 'member.updated', thin: 'm1' }] }))
  t.match(await run(), { outcome: 'ok', events: 1, rejected: 0 })
  t.match(store.activities[1]?.fields, [
    { path: '/id' },
    { path: '/email' },
    { path: '/guests/0/email' },
  ])
})

test('a polled item in which other people stand in something else is read when it has come right', async t => {
  let guests: unknown = 'Bo'
  const { store, run } = await reading({
    async *poll() {
      const one = { type: 'm', meaning: 'processing', occurredAt: null } as const
      yield {
        events: [
          { ...one, id: 'm1@1', path: '/0', data: { ...person, guests } },
          { ...one, id: 'm2@1', path: '/1', data: person },
        ],
      }
    },
  })
  t.match(await run(true), { outcome: 'partial', events: 1, rejected: 1 })
  guests = [guest]
  t.match(await run(true), { outcome: 'ok', events: 1, rejected: 0 })
  t.match(store.activities[1]?.fields.at(-1), { path: '/0/guests/0/email' })
})

test('an adapter that cannot read gives up what was wanted', async t => {
  const { post, run, fetched } = await reading({})
  await post(bodyOf({ thin: 'm1' }))
  t.match(await run(), { outcome: 'partial' })
  t.strictSame(fetched(), ['failed'])
})

test('polling catches up from the state, which is kept together with its data', async t => {
  const states: unknown[] = []
  const data = {
    type: 'a',
    meaning: 'processing',
    occurredAt: null,
    path: '',
    data: person,
  } as const
  const { store, run, postPoll } = await reading({
    async *poll(state, platform) {
      states.push(state)
      t.ok(platform.now)
      yield { events: [{ ...data, id: 'e1' }] }
      yield { events: [{ ...data, id: 'e1' }], state: { cursor: '1' } }
    },
  })
  t.match(await run(true), { outcome: 'ok', events: 1 })
  t.match(await run(true), { outcome: 'ok', events: 0 }, 'an overlap is not recorded twice')
  const reply = await postPoll()
  t.equal(reply.statusCode, 200)
  t.strictSame(reply.json(), { outcome: 'ok', events: 0, rejected: 0, retryAfterSeconds: null })
  t.match(store.activities, [{ verification: 'fetched', type: 'a' }])
  t.strictSame(states, [{}, { cursor: '1' }, { cursor: '1' }])
})

test('a delivery that only says that something changed is followed by a poll, once', async t => {
  let polls = 0
  const poll = async function* () {
    polls += 1
    yield { events: [] }
  }
  const parseEvent = () => ({ deliveryId: 'd1', events: [], catchUp: true })
  const { post, run } = await reading({ poll }, undefined, { parseEvent })
  await run()
  t.equal(polls, 0)
  await post(bodyOf())
  await run()
  await run()
  t.equal(polls, 1)
})

test('one run of an integration at a time', async t => {
  let release = () => {}
  const held = new Promise<void>(resolve => {
    release = resolve
  })
  let started = () => {}
  const running = new Promise<void>(resolve => {
    started = resolve
  })
  const { run, postPoll } = await reading({
    async *poll() {
      started()
      await held
      yield { events: [] }
    },
  })
  const first = run(true)
  await running
  t.equal(await run(true), null)
  const reply = await postPoll()
  t.equal(reply.statusCode, 503)
  t.ok(reply.headers['retry-after'])
  release()
  t.match(await first, { outcome: 'ok' })
})

test('a saved state is what the integration has from then on', async t => {
  const { store, stored } = await reading({})
  const ref = refOf(stored)
  await store.sessions.saveState(ref, { cursor: '7' })
  t.strictSame(await store.sessions.state(ref), { cursor: '7' })
  t.strictSame((await store.integration(ref))?.state, { cursor: '7' })
})

test('what waits for one integration is read by no other of the same controller', async t => {
  const controllerId = '7b0f6c9e-2a51-4c7a-9d59-3f1f0c2d4e11'
  const settings = { signingSecret }
  const store = memoryStore([
    { adapter: 'acme', settings, controllerId, did, dxKey },
    { adapter: 'acme', settings, controllerId },
  ])
  const { post } = await appOf(acmeWith(), { store })
  await post(bodyOf({ thin: 'm1' }))
  const waiting = store.integrations.map(async stored => {
    return (await store.queue.waiting(refOf(stored))).rows.length
  })
  t.strictSame(await Promise.all(waiting), [1, 0])
})
