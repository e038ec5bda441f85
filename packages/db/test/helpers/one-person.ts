import {
  type Controller,
  didOf,
  encodeId,
  type PersonToken,
  tokensOf,
  wantAad,
} from '@conduit/core/host'
import { addIntegration, createStore, type Database } from '@conduit/db'
import { mergePeople, restrictPerson, unrestrictPerson } from '@conduit/db/people'
import type { Trace } from '@conduit/local-postgres'
import { type KeyedHash, sealFor } from '@conduit/privacy'
import { sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import {
  consentPropagations,
  dataExportParts,
  dataExportSources,
  dataExports,
  dataSubjectRequests,
  emailBases,
  notifications,
  quarantine,
  requestKeys,
  requestTokens,
} from '../../src/schema/index.ts'
import { asAct } from './as-act.ts'
import {
  activityOf,
  controllerOf,
  deliveryOf,
  keepController,
  keyOf,
  keyring,
  receivedAt,
} from './fixtures.ts'
import { rows } from './rows.ts'

const actor = { type: 'operator', id: null } as const
const address = 'ada.lovelace@example.com'
const phone = '+15550100123'
const customer = 'cus_ada_0001'

/** A person who stands in every table that can hold something of a person, and a neighbour. */
export async function onePerson(database: Database) {
  const controller = controllerOf()
  await keepController(database, controller)
  const context = { keyring, now: () => receivedAt, onWaiting: async () => undefined }
  const { store, administration, close } = createStore(database, context)
  const controllerId = controller.id
  const added = { controllerId, adapter: 'stripe', settings: {}, accounts: [] }
  const shop = await addIntegration(administration, actor, { ...added, label: 'Shop' })
  const other = await addIntegration(administration, actor, { ...added, label: 'Other' })
  const tokens = (category: PersonToken['kind'], value: string) =>
    tokensOf({ category, value }, { keyring, controller, adapter: 'stripe', namespace: shop })
  const ada = [...tokens('account_id', customer), ...tokens('email', address)]
  const older = ada.map(token => ({
    ...token,
    keyId: 'k1',
    hash: token.older[0] ?? token.hash,
    older: [],
  }))
  const consents = [
    { channel: 'email', purpose: 'news', state: 'granted' as const, isTimeSigned: false },
  ]
  const references = [customer].map(id => ({
    object: 'customer',
    token: keyOf(controller, `reference ${id}`),
    plaintext: Buffer.from(JSON.stringify(['customer', id, null])),
  }))
  const person = (own: readonly PersonToken[]) => ({ tokens: own, references, consents })
  const bo = { tokens: tokens('email', 'bo@example.com'), references: [], consents: [] }
  const record = async (
    people: readonly ReturnType<typeof person>[],
    { integrationId = shop, want = null as { key: KeyedHash; ref: Uint8Array } | null } = {},
  ) => {
    const id = uuidv7()
    const activity = activityOf(controller, { id, keys: [`event ${id}`], people, want })
    const ofOne = want === null ? { id } : {}
    await store.record([
      deliveryOf(controller, {
        ...ofOne,
        integrationId,
        platformDeliveryId: `evt_${id}`,
        activities: [activity],
      }),
    ])
    return id
  }
  const keys = keyring.forController(controller)
  const wantOf = (document: unknown) => ({
    key: keyOf(controller, JSON.stringify(document)),
    ref: sealFor(
      keys,
      keyring.active,
      'want',
      Buffer.from(JSON.stringify(document)),
      wantAad({ id: shop, controller }),
    ),
  })

  const alone = await record([person(older)])
  await record([person(ada)])
  await record([bo, person(ada)])
  await record([person(tokens('phone', phone))])
  await record([person(ada)], { integrationId: other })
  await record([person(ada)], { want: wantOf({ id: customer }) })
  // Of these nobody has told yet whose they are.
  await record([], { want: wantOf({ id: customer, page: 2 }) })
  const untouched = await record([], { want: wantOf({ id: 'cus_bo' }) })
  await record([bo])
  await record([person([...ada, ...bo.tokens])])
  const ids = await subjects(database, controllerId)
  const [one = '', two = ''] = [
    ids.get(ada[0]?.hash ?? ''),
    ids.get(tokens('phone', phone)[0]?.hash ?? ''),
  ]
  const boId = ids.get(bo.tokens[0]?.hash ?? '') ?? ''
  await mergePeople(administration, actor, { controllerId, subjectId: two, into: one })
  await restrictPerson(administration, actor, { controllerId, id: one }, 'objection')
  await unrestrictPerson(administration, actor, { controllerId, id: one })
  await addRows(database, controller, { one, two, boId, shop, tokens: ada })
  const kept = await addQuarantine(database, controller, shop)
  return {
    ...{ controller, controllerId, administration, store, close, shop, other },
    ...{ record, person: person(ada), subjectIds: [one, two], boId, alone, untouched, kept },
    traces: tracesOf(
      controllerId,
      [one, two],
      [...ada, ...older, ...tokens('phone', phone)],
      references,
    ),
  }
}

function tracesOf(
  controllerId: string,
  ids: readonly string[],
  tokens: readonly PersonToken[],
  references: readonly { readonly token: KeyedHash }[],
): readonly Trace[] {
  const hashes = tokens.flatMap(({ hash, older }) => [hash, ...older])
  return [
    ...ids.flatMap(id => [
      { kind: 'id', text: id },
      { kind: 'id', text: encodeId('subject', controllerId, id) },
      { kind: 'did', text: didOf(id).split(':').at(-1) ?? '' },
    ]),
    ...[...new Set(hashes)].map(text => ({ kind: 'token', text })),
    ...references.map(({ token: text }) => ({ kind: 'reference', text })),
    ...[address, phone, customer].map(text => ({ kind: 'value', text })),
  ]
}

async function subjects(database: Database, controllerId: string) {
  const found = await rows<{ token: string; id: string }>(
    database,
    sql`select encode(token, 'hex') as token, subject_id::text as id from identifier_tokens
      where controller_id = ${controllerId}`,
  )
  return new Map(found.map(({ token, id }) => [token, id]))
}

interface Ids {
  readonly one: string
  readonly two: string
  readonly boId: string
  readonly shop: string
  readonly tokens: readonly PersonToken[]
}

/** What only other parts of the server write. */
async function addRows(
  database: Database,
  { id: controllerId }: Controller,
  { one, two, boId, shop, tokens }: Ids,
): Promise<void> {
  const hashes = tokens.map(({ hash }) => hash)
  const closed = uuidv7()
  const open = uuidv7()
  const copy = uuidv7()
  const bytes = Buffer.from('sealed')
  const reference = hashes[0] ?? ('' as KeyedHash)
  await asAct(database, async executor => {
    await executor.insert(emailBases).values({ controllerId, token: reference, subjectId: one })
    await executor.insert(dataSubjectRequests).values(
      [closed, open].map(id => ({
        ...{
          controllerId,
          id,
          type: 'access' as const,
          regulation: 'gdpr' as const,
          subjectId: one,
        },
        ...{
          channel: 'email' as const,
          scope: 'person' as const,
          receivedAt,
          createdAt: receivedAt,
        },
        ...{
          status: 'completed' as const,
          stage: 'closed' as const,
          dueAt: receivedAt,
          pauses: [],
        },
        rule: {} as never,
        closedAt: id === closed ? receivedAt : null,
        identities: bytes,
      })),
    )
    for (const requestId of [closed, open]) {
      await executor.insert(requestKeys).values({ controllerId, requestId, wrapped: bytes })
      const own = hashes.map(token => ({ controllerId, token, requestId }))
      await executor.insert(requestTokens).values(requestId === open ? own.slice(0, 1) : own)
    }
    await executor.insert(dataExports).values({
      ...{ controllerId, id: copy, requestId: closed, subjectId: one, members: [one, two] },
      ...{ status: 'ready', createdAt: receivedAt, tokens: hashes, wrapped: bytes, version: 1 },
      ...{ parts: 1, bytes: 1, downloads: 0 },
    })
    await executor.insert(dataExportParts).values({
      ...{
        controllerId,
        exportId: copy,
        position: 0,
        kind: 'activities',
        isMore: false,
        sealed: bytes,
      },
    })
    await executor.insert(dataExportSources).values({
      ...{ controllerId, exportId: copy, integrationId: shop, outcome: 'read', isIncluded: true },
      ...{ found: 1, asked: 1, documents: 1, leftOut: 0, records: 1, recordsLeftOut: 0, tries: 0 },
      targets: bytes,
    })
    await executor.insert(consentPropagations).values({
      ...{ controllerId, id: uuidv7(), subjectId: two, integrationId: shop, reference },
      ...{ object: 'customer', channel: 'email', purpose: 'news', platformPurpose: 'news' },
      ...{ state: 'withdrawn', statementId: uuidv7(), decidedAt: receivedAt, outcome: 'waiting' },
      ...{ tries: 0, looks: 0, createdAt: receivedAt, actorType: 'operator', nextAt: receivedAt },
    })
    await executor.insert(notifications).values(
      [
        { id: encodeId('subject', controllerId, one), state: 'active' },
        { id: 'req', data_subject_id: encodeId('subject', controllerId, two), note: null },
        { id: encodeId('subject', controllerId, boId), state: 'active' },
      ].map((payload, index) => ({
        ...{ controllerId, seq: index + 1, topic: 'test', payload, createdAt: receivedAt },
      })),
    )
  })
}

/** Deliveries that were kept aside: of her, in several ways, of somebody else, and what nobody can decode. */
async function addQuarantine(database: Database, controller: Controller, integrationId: string) {
  const content = {
    byAddress: { payload: { a: [{ b: ' Ada.Lovelace@Example.com ' }] } },
    byPhone: { payload: { tel: '+1 (555) 010-0123' } },
    byId: { payload: { object: { customer } } },
    inText: { payload: { body: `${'x'.repeat(400)} <${address}> wrote` } },
    asName: { payload: { [address]: true } },
    undecodable: { bytes: Buffer.from(address).toString('base64') },
    ofBo: { payload: { email: 'bo@example.com', customer: 'cus_bo' } },
  }
  const keys = keyring.forController(controller)
  const ids = new Map<string, string>()
  for (const [name, opened] of Object.entries(content)) {
    const id = uuidv7()
    ids.set(name, id)
    const plain = JSON.stringify({
      ...{ receivedAt, digest: '', verification: 'signed', headers: {} },
      ...opened,
    })
    const aad = `${controller.id}|${id}|quarantine`
    await database.run(executor =>
      executor.insert(quarantine).values({
        ...{ controllerId: controller.id, id, integrationId, deliveryId: uuidv7() },
        ...{ adapter: 'stripe', step: 'extract', reason: 'TypeError', createdAt: receivedAt },
        ...{ expiresAt: new Date(receivedAt.getTime() + 86_400_000), replays: 0 },
        sealed: sealFor(keys, keyring.active, 'quarantine', Buffer.from(plain), aad),
      }),
    )
  }
  return ids
}
