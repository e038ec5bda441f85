import { createHash } from 'node:crypto'
import { checkMasterKeys } from '@conduit/db'
import { createKeyring } from '@conduit/privacy'
import { createLogger } from '@conduit/server'
import { t as root, test } from 'tap'
import { connectLoyalty, makeController } from './support/controllers.ts'
import { loaded, loyaltyAdapter } from './support/loyalty.ts'
import { rowsOf } from './support/rows-of.ts'
import { openInMemory } from './support/services.ts'
import { type TestApp, testApp } from './support/test-app.ts'

root.setTimeout(300_000)

const keyOf = (id: string) => ({
  id,
  bytes: createHash('sha256').update(`invented ${id}`).digest(),
})

const query = `{ masterKeys { id isActive rotationAskedAt isRetirable share readers { kind count } } }`

interface Key {
  readonly id: string
  readonly isActive: boolean
  readonly rotationAskedAt: string | null
  readonly isRetirable: boolean
  readonly share: number
  readonly readers: readonly { readonly kind: string; readonly count: number }[]
}

async function keysOf(app: TestApp): Promise<readonly Key[]> {
  const { data, errors } = await app.graph(query)
  if (errors.length > 0) throw new Error(JSON.stringify(errors))
  return (data as never as { masterKeys: readonly Key[] }).masterKeys
}

test('what an older master key seals is sealed anew by a job', async t => {
  const database = await openInMemory()
  const adapters = loaded(loyaltyAdapter({ read: async () => [], readings: 0 }))
  const ring = {
    old: createKeyring([keyOf('k1')]),
    both: createKeyring([keyOf('k2'), keyOf('k1')]),
  }
  const before = await testApp(t, { adapters, keyring: ring.old, database })
  await checkMasterKeys(database, ring.old, before.clock.now())
  const { id: controllerId } = await makeController(before)
  const { id } = await connectLoyalty(before, controllerId, {
    shop: 'rotated',
    webhookSecret: 'long enough',
  })
  t.match(await keysOf(before), [{ id: 'k1', isActive: true, isRetirable: false }])
  await before.http.close()

  let done: () => void = () => undefined
  const isDone = new Promise<void>(resolve => {
    done = resolve
  })
  const write = (line: string) => {
    if (line.includes('master keys rotated')) done()
  }
  const app = await testApp(t, {
    ...{ adapters, keyring: ring.both, database, logger: createLogger('info', { write }) },
    jobs: { databaseUrl: undefined },
  })
  await checkMasterKeys(database, ring.both, app.clock.now())
  await app.startRest()
  const readers = async (of: string) =>
    Object.fromEntries(
      (await keysOf(app)).flatMap(key =>
        key.id === of ? key.readers.map(({ kind, count }) => [kind, count]) : [],
      ),
    )
  t.match(await readers('k1'), { integrations: 1 })
  const { errors } = await app.graph(
    'mutation { rotateMasterKeys { masterKeys { id rotationAskedAt } } }',
  )
  t.same(errors, [])
  await isDone
  t.ok((await keysOf(app)).every(key => key.rotationAskedAt === null))
  t.match(await readers('k1'), { integrations: undefined })
  t.match(await readers('k2'), { integrations: 1 })
  const { data } = await app.graph('query ($id: ID!) { integration(id: $id) { health } }', { id })
  t.ok(data, 'and it is read as before')
  t.same(
    await rowsOf(
      app,
      "select distinct action from audit_entries where action like 'master_key.rotat%' order by 1",
    ),
    [
      { action: 'master_key.rotated' },
      { action: 'master_key.rotating' },
      { action: 'master_key.rotation_asked' },
    ],
  )
})

test('who asks for master keys has a key of the whole server', async t => {
  const app = await testApp(t)
  const { id: controllerId } = await makeController(app)
  const { decodeId } = await import('@conduit/core/host')
  const bound = await app.apiKey('owner', decodeId('controller', controllerId)?.controllerId)
  for (const call of [query, 'mutation { rotateMasterKeys { masterKeys { id } } }']) {
    const { errors } = await app.graph(call, {}, bound)
    t.match(errors, [{ extensions: { code: 'forbidden' } }])
  }
})
