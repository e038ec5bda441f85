import { PlatformError } from '@conduit/core'
import { decodeId } from '@conduit/core/host'
import { openDatabase, schedule } from '@conduit/db'
import { dueWork, readIntegration } from '@conduit/server'
import { t as root, type Test, test } from 'tap'
import { connectLoyalty, makeController } from './support/controllers.ts'
import { type LoyaltyPlatform, loaded, loyaltyAdapter, quietPlatform } from './support/loyalty.ts'
import { freshPostgres } from './support/services.ts'
import { type TestApp, testApp } from './support/test-app.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(1_200_000)

const jane = { id: 'one', email: 'jane@example.com' }

async function connected(app: TestApp, settings: object) {
  const controller = await makeController(app)
  const added = await connectLoyalty(app, controller.id, {
    webhookSecret: 'long enough',
    ...settings,
  })
  const ref = decodeId('integration', added.id)
  if (ref === null) throw new Error('not an id')
  const job = { ...ref, poll: false }
  const notify = async (id: string) => {
    const reply = await app.http.inject({ method: 'POST', url: added.path, payload: { id } })
    if (reply.statusCode !== 200) throw new Error(`answered ${reply.statusCode}`)
  }
  const states = async () => {
    const { data } = await app.graph(
      'query($filter: ProcessingActivityFilter) { processingActivities(filter: $filter) { nodes { fetch } } }',
      { filter: { integrationId: added.id } },
    )
    const { nodes } = (data as never as { processingActivities: { nodes: { fetch: string }[] } })
      .processingActivities
    return nodes.map(({ fetch }) => fetch)
  }
  const lastFetch = async () => {
    const { data } = await app.graph(
      'query($id: ID!) { integrations(dataControllerId: $id) { nodes { health lastFetch { outcome cursor at retryAfterSeconds } } } }',
      { id: controller.id },
    )
    const { nodes } = (
      data as never as { integrations: { nodes: { health: string; lastFetch: object }[] } }
    ).integrations
    return nodes[0]
  }
  return { job, notify, states, lastFetch, integrationId: added.id }
}

test('reading at a platform', async t => {
  const platform: LoyaltyPlatform = quietPlatform()
  const app = await testApp(t, { adapters: loaded(loyaltyAdapter(platform)) })
  // Ids of rows are made by the system's clock, and what waits is judged by them.
  app.clock.advance((Date.now() - app.clock.now().getTime()) / 1_000)
  const failWith = (code: PlatformError['code'], retryAfterSeconds?: number) => {
    platform.read = async () => {
      throw new PlatformError(
        code,
        'invented',
        retryAfterSeconds === undefined ? {} : { retryAfterSeconds },
      )
    }
  }

  await t.test('reads what waits, all of it at once', async t => {
    const { job, notify, states, lastFetch } = await connected(app, { shop: 'plain' })
    await notify('one')
    await notify('two')
    t.same(await states(), ['waiting', 'waiting'])
    platform.read = async () => [jane]
    platform.readings = 0
    t.equal(await readIntegration(app.services, job), null)
    t.equal(platform.readings, 2, 'one document after the other')
    t.same(await states(), ['done', 'done'])
    t.match(await lastFetch(), { health: 'ok', lastFetch: { outcome: 'ok' } })
  })

  await t.test('waits as long as the platform asks', async t => {
    const { job, notify, states, lastFetch } = await connected(app, { shop: 'limited' })
    await notify('one')
    failWith('rate_limited', 90)
    t.same(await readIntegration(app.services, job), { afterSeconds: 90 })
    app.clock.advance(30)
    platform.readings = 0
    await notify('two')
    t.same(await readIntegration(app.services, job), { afterSeconds: 60 })
    t.equal(platform.readings, 0, 'a notification does not shorten the pause')
    app.clock.advance(60)
    platform.read = async () => [jane]
    t.equal(await readIntegration(app.services, job), null)
    t.same(await states(), ['done', 'done'])
    t.match(await lastFetch(), { lastFetch: { outcome: 'ok', retryAfterSeconds: null } })
  })

  await t.test('a platform that always says "at once" is asked less and less often', async t => {
    const { job, notify, states } = await connected(app, { shop: 'endless' })
    await notify('one')
    failWith('rate_limited', 0)
    const pauses: number[] = []
    const end = app.clock.now().getTime() + 3_600_000
    platform.readings = 0
    while (app.clock.now().getTime() < end) {
      const next = await readIntegration(app.services, job)
      // Others ask all the time: deliveries, the clock, a second worker.
      await notify(`more ${pauses.length}`)
      await readIntegration(app.services, { ...job, poll: true })
      pauses.push(next?.afterSeconds ?? 0)
      app.clock.advance(pauses.at(-1) ?? 0)
    }
    t.same(pauses.slice(0, 10), [1, 2, 4, 8, 16, 32, 64, 128, 256, 300])
    t.ok(platform.readings <= 20, `asked ${platform.readings} times in an hour`)
    t.ok((await states()).every(state => state === 'waiting'))
    failWith('rate_limited')
    t.same(await readIntegration(app.services, job), { afterSeconds: 300 }, 'nor is it forgotten')
    app.clock.advance((Date.now() - app.clock.now().getTime()) / 1_000)
  })

  await t.test('an outage is waited for, longer each time, for a day', async t => {
    const { job, notify, states, lastFetch } = await connected(app, { shop: 'outage' })
    await notify('one')
    failWith('upstream_error')
    const pauses: number[] = []
    for (let next = await readIntegration(app.services, job); next !== null; ) {
      pauses.push(next.afterSeconds)
      app.clock.advance(next.afterSeconds)
      next = await readIntegration(app.services, job)
    }
    t.equal(pauses[0], 30)
    t.ok(pauses.every((pause, index) => pause >= (pauses[index - 1] ?? 0)))
    t.equal(Math.max(...pauses), 3_600)
    const total = pauses.reduce((sum, pause) => sum + pause, 0)
    t.ok(total >= 86_400 - 3_600 && total <= 86_400 + 3_600)
    t.same(await states(), ['failed'])
    t.match(await lastFetch(), { health: 'failing' })
  })

  await t.test('a refused key is tried a few times, then given up', async t => {
    const { job, notify, states } = await connected(app, { shop: 'refused' })
    app.clock.advance((Date.now() - app.clock.now().getTime()) / 1_000)
    await notify('one')
    failWith('auth_failed')
    let tries = 0
    for (let next = await readIntegration(app.services, job); next !== null; tries += 1) {
      app.clock.advance(next.afterSeconds)
      next = await readIntegration(app.services, job)
    }
    t.ok(tries >= 3 && tries <= 8, `${tries} tries`)
    t.same(await states(), ['failed'])
  })

  await t.test('our own bug is an outage too, and says nothing', async t => {
    const { job, notify, states } = await connected(app, { shop: 'buggy' })
    app.clock.advance((Date.now() - app.clock.now().getTime()) / 1_000)
    await notify('one')
    platform.read = async () => {
      throw new TypeError('canary4711')
    }
    t.same(await readIntegration(app.services, job), { afterSeconds: 30 })
    t.same(await states(), ['waiting'])
    t.ok(app.log.lines().some(({ msg, step }) => msg === 'the adapter failed' && step === 'fetch'))
    t.same(
      app.log.lines().filter(line => JSON.stringify(line).includes('canary')),
      [],
    )
  })

  await t.test('one at a time: a second run comes back later', async t => {
    const { job, notify } = await connected(app, { shop: 'busy' })
    await notify('one')
    const gate: { open: () => void } = { open: () => undefined }
    const opened = new Promise<void>(resolve => {
      gate.open = resolve
    })
    const reached = new Promise<void>(resolve => {
      platform.read = async () => {
        resolve()
        await opened
        return [jane]
      }
    })
    const first = readIntegration(app.services, job)
    await reached
    t.same(await readIntegration(app.services, job), { afterSeconds: 15 })
    gate.open()
    t.equal(await first, null)
  })

  await t.test('an integration that is off is left alone', async t => {
    const { job, notify, integrationId, states } = await connected(app, { shop: 'off' })
    await notify('one')
    platform.read = async () => [jane]
    platform.readings = 0
    await app.graph('mutation($id: ID!) { disableIntegration(id: $id) { integration { id } } }', {
      id: integrationId,
    })
    t.equal(await readIntegration(app.services, job), null)
    t.equal(platform.readings, 0)
    t.same(await states(), ['waiting'])
  })

  await t.test('a poll catches up, keeps its cursor and sets the next one', async t => {
    const { job, lastFetch } = await connected(app, { shop: 'polled', pollMinutes: 5 })
    platform.read = async () => [jane]
    const due = async () => (await dueWork(app.services)).readings.filter(({ id }) => id === job.id)
    t.match(await due(), [{ poll: true }], 'at once')
    t.equal(await readIntegration(app.services, { ...job, poll: true }), null)
    t.match(await lastFetch(), { lastFetch: { outcome: 'ok', cursor: 'after 1' } })
    t.same(await due(), [])
    app.clock.advance(301)
    t.match(await due(), [{ poll: true }])
    app.clock.advance(-301)
    t.same(await due(), [])
    app.clock.advance(-240)
    t.same(await due(), [], 'clocks of several servers disagree by some minutes')
    app.clock.advance(-3_360)
    t.match(await due(), [{ poll: true }], 'a clock that was set back by an hour is not waited for')
    t.equal(await readIntegration(app.services, { ...job, poll: true }), null)
    t.same(await due(), [])
    app.clock.advance(3_600)
  })

  await t.test('a renewal that a clock of next year has set is due', async t => {
    const { job } = await connected(app, { shop: 'renewed' })
    const due = async () => (await dueWork(app.services)).setups.some(({ id }) => id === job.id)
    const inDays = (days: number) => new Date(app.clock.now().getTime() + days * 86_400_000)
    await schedule(app.database, job, { renewAt: inDays(30) })
    t.notOk(await due())
    await schedule(app.database, job, { renewAt: inDays(365) })
    t.ok(await due())
    await schedule(app.database, job, { renewAt: null })
  })
})

test('the queue', async t => {
  await t.test('on PGlite', t => playQueue(t, undefined))
  await t.test('on PostgreSQL', async t => {
    const databaseUrl = await freshPostgres(t)
    if (databaseUrl === null) return t.plan(0, 'no server: PostgreSQL')
    await playQueue(t, databaseUrl)
  })
})

test('what was recorded before the queue runs is read as it starts', async t => {
  const platform: LoyaltyPlatform = quietPlatform()
  const app = await testApp(t, {
    adapters: loaded(loyaltyAdapter(platform)),
    jobs: { databaseUrl: undefined },
  })
  const { notify } = await connected(app, { shop: 'early' })
  const read = new Promise<void>(resolve => {
    platform.read = async () => {
      resolve()
      return [jane]
    }
  })
  await notify('one')
  await app.startRest()
  await read
})

// By itself the queue looks every half minute.
test('what waits for several integrations is read at once', { timeout: 60_000 }, async t => {
  const platform: LoyaltyPlatform = quietPlatform()
  const app = await testApp(t, {
    adapters: loaded(loyaltyAdapter(platform)),
    jobs: { databaseUrl: undefined },
  })
  await app.startRest()
  const shops = ['alpha', 'bravo', 'charlie', 'delta', 'echo', 'foxtrot']
  const readings: (() => void)[] = []
  const all = shops.map(() => new Promise<void>(resolve => readings.push(resolve)))
  const gate: { open: () => void } = { open: () => undefined }
  const opened = new Promise<void>(resolve => {
    gate.open = resolve
  })
  platform.read = async () => {
    readings.shift()?.()
    await opened
    return [jane]
  }
  for (const shop of shops) {
    const { notify } = await connected(app, { shop })
    await notify(shop)
  }
  // While the first is being read, the others have had their notifications.
  gate.open()
  await Promise.all(all)
  await app.http.close()
  t.equal(platform.readings, shops.length)
})

async function playQueue(t: Test, databaseUrl: string | undefined): Promise<void> {
  const platform: LoyaltyPlatform = quietPlatform()
  const app = await testApp(t, {
    adapters: loaded(loyaltyAdapter(platform)),
    database: await openDatabase({ url: databaseUrl }),
    jobs: { databaseUrl },
  })
  await app.startRest()
  const { notify } = await connected(app, { shop: 'queued' })
  const readings: (() => void)[] = []
  const nextReading = () => new Promise<void>(resolve => readings.push(resolve))
  const gate: { open: () => void } = { open: () => undefined }
  const opened = new Promise<void>(resolve => {
    gate.open = resolve
  })
  platform.read = async () => {
    readings.shift()?.()
    if (platform.readings === 1) await opened
    return [jane]
  }
  const first = nextReading()
  await notify('one')
  await first
  // These come while a run is under way: one more run reads them both.
  const second = nextReading()
  await notify('two')
  await notify('three')
  gate.open()
  await second
  await app.http.close()
  const runs = app.log.lines().filter(({ msg }) => msg === 'integration read')
  t.equal(runs.length, 2, 'the running job was finished, and no third was made')
  t.equal(platform.readings, 3, 'a document each')
  t.same(
    await dueWork(app.services),
    {
      ...{
        readings: [],
        setups: [],
        exports: [],
        tellings: [],
        redactions: [],
        erasures: [],
        offboardings: [],
      },
      isRotationDue: false,
    },
    'nothing waits any more',
  )
}
