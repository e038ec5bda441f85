import { createHash } from 'node:crypto'
import { type Controller, referenceTokens, tokensOf, wantAad } from '@conduit/core/host'
import {
  addIntegration,
  checkMasterKeys,
  createController,
  createStore,
  type Database,
  mintKey,
} from '@conduit/db'
import { createRequests } from '@conduit/db/requests'
import { createKeyring, createSubjectKey, type Keyring, sealFor } from '@conduit/privacy'
import { uuidv7 } from 'uuidv7'
import { holdKeys, quarantine, quarantineUsage } from '../../src/schema/index.ts'
import { asAct } from './as-act.ts'
import { activityOf, deliveryOf } from './fixtures.ts'

const keyOf = (id: string) => ({
  id,
  bytes: createHash('sha256').update(`invented ${id}`).digest(),
})

/** Rings before, while and after the active key is changed; the ids differ in length. */
export const rings = {
  old: createKeyring([keyOf('k1')]),
  both: createKeyring([keyOf('second'), keyOf('k1')]),
  next: createKeyring([keyOf('second')]),
}

export const actor = { type: 'operator', id: null } as const
export const filledAt = new Date('2026-05-04T10:00:00Z')
export const customer = 'cus_ada_0001'
export const ada = 'ada.lovelace@example.com'

/** How somebody is recorded. */
interface Named {
  readonly email?: string
  readonly account?: string
}

/** A database that a server with the old key has filled. */
export async function fillWithOldKey(database: Database) {
  await checkMasterKeys(database, rings.old, filledAt)
  const { administration, close } = storeOf(database, rings.old, filledAt)
  const { controller } = await createController(administration, actor, { name: 'Example' })
  const settings = { signingSecret: 'invented' }
  const added = { controllerId: controller.id, adapter: 'stripe', settings, accounts: ['acct_1'] }
  const shop = await addIntegration(administration, actor, { ...added, label: 'Shop' })
  const scene = { database, controller, shop }
  await recordPerson(scene, rings.old, { email: ada, account: customer }, filledAt)
  for (let count = 0; count < 5; count += 1) {
    await recordPerson(scene, rings.old, { account: `cus_other_${count}` }, filledAt)
  }
  await recordPerson(scene, rings.old, { email: 'bo@example.com' }, filledAt)
  await openRequest(scene)
  await keepAside(scene)
  await keepObject(scene)
  const binding = { controllerId: controller.id, integrationId: shop, scope: 'event' as const }
  const minted = await mintKey(administration, actor, { ...binding, sealedUnder: 'k1' })
  await close()
  return { ...scene, dxKeyId: minted.id }
}

export interface Scene {
  readonly database: Database
  readonly controller: Controller
  readonly shop: string
}

/** What a server with a ring works with. */
export function storeOf(database: Database, keyring: Keyring, at: Date) {
  return createStore(database, { keyring, now: () => at, onWaiting: async () => undefined })
}

/** Records a signed event about somebody, as a server with a ring does. */
export async function recordPerson(
  { database, controller, shop }: Scene,
  keyring: Keyring,
  { email, account }: Named,
  at: Date,
): Promise<void> {
  const { store, close } = storeOf(database, keyring, at)
  const context = { keyring, controller, adapter: 'stripe', namespace: 'acct_1' }
  const identifiers = [
    ...(account === undefined ? [] : [{ category: 'account_id' as const, value: account }]),
    ...(email === undefined ? [] : [{ category: 'email' as const, value: email }]),
  ]
  const references = account === undefined ? [] : [{ object: 'customer', id: account }]
  const person = {
    tokens: identifiers.flatMap(each => tokensOf(each, context)),
    references: references.map(each => ({
      object: each.object,
      token: referenceTokens(each, context).hash,
      plaintext: Buffer.from(JSON.stringify([each.object, each.id, null])),
    })),
    consents: [],
  }
  const repetition = keyring.forController(controller).hasher('repetition')
  const activity = {
    ...activityOf(controller, { people: [person] }),
    keys: [repetition(JSON.stringify([email, account, at]))],
  }
  await store.record([
    { ...deliveryOf(controller, { integrationId: shop, activities: [activity] }), receivedAt: at },
  ])
  await close()
}

async function openRequest({ database, controller, shop }: Scene): Promise<void> {
  const { administration, close } = storeOf(database, rings.old, filledAt)
  const context = { keyring: rings.old, controller, adapter: 'stripe', namespace: 'acct_1' }
  const identifiers = [
    { category: 'email' as const, value: ada },
    { category: 'account_id' as const, value: customer, integrationId: shop },
  ]
  const tokens = identifiers.flatMap(each => tokensOf(each, context).map(({ hash }) => hash))
  await createRequests(administration, actor, controller.id, [
    {
      ...{ type: 'access', channel: 'email', receivedAt: filledAt, identifiers, tokens },
      ...{ names: tokens, subjectId: null },
    },
  ])
  await close()
}

/** The key of an object that is kept, of a task that is not there. */
async function keepObject({ database, controller }: Scene): Promise<void> {
  const [taskId, redactionId] = [uuidv7(), uuidv7()]
  const keys = rings.old.forController(controller)
  const { wrapped } = createSubjectKey(keys, rings.old.active, controller.id, taskId)
  const own = { controllerId: controller.id, taskId, redactionId, wrapped }
  await asAct(database, async executor => {
    await executor.insert(holdKeys).values({ ...own, identities: null, createdAt: filledAt })
  })
}

/** A delivery in quarantine, and one that waits to be read. */
async function keepAside({ database, controller, shop }: Scene): Promise<void> {
  const keyring = rings.old
  const keys = keyring.forController(controller)
  const id = uuidv7()
  const plain = JSON.stringify({
    ...{ receivedAt: filledAt, digest: '', verification: 'signed', headers: {} },
    payload: { email: ada },
  })
  const aside = `${controller.id}|${id}|quarantine`
  const sealed = sealFor(keys, keyring.active, 'quarantine', Buffer.from(plain), aside)
  await asAct(database, async executor => {
    await executor.insert(quarantine).values({
      ...{ controllerId: controller.id, id, sealed, integrationId: shop, deliveryId: id },
      ...{ adapter: 'stripe', step: 'extract', reason: 'TypeError', createdAt: filledAt },
      ...{ expiresAt: new Date('2126-01-01'), replays: 0 },
    })
    await executor.insert(quarantineUsage).values({
      ...{ controllerId: controller.id, integrationId: shop, rows: 1 },
      ...{ bytes: sealed.length, leftOut: 0 },
    })
  })
  const { store, close } = storeOf(database, keyring, filledAt)
  const aad = wantAad({ id: shop, controller })
  const want = {
    key: keys.hasher('want')('stripe', 'acct_1', 'customer'),
    ref: sealFor(keys, keyring.active, 'want', Buffer.from('{"id":"cus_1"}'), aad),
  }
  const waiting = activityOf(controller, { want })
  await store.record([
    {
      ...deliveryOf(controller, { id: waiting.id, integrationId: shop, activities: [waiting] }),
      receivedAt: filledAt,
    },
  ])
  await close()
}
