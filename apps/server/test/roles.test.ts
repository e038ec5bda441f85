import { randomUUID } from 'node:crypto'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeId, encodeId } from '@conduit/core/host'
import { checkMasterKeys, serverId } from '@conduit/db'
import { openSubjectKey, seal } from '@conduit/privacy'
import { permissions, readIntegration } from '@conduit/server'
import type { GraphQLSchema } from 'graphql'
import { type Test, test } from 'tap'
import { collectExport } from '../src/exports/collect-export.ts'
import { advanceRedaction } from '../src/redactions/advance-redaction.ts'
import { connectLoyalty, type MadeController, makeController } from './support/controllers.ts'
import { expectedOfStrangers, expectedRoles } from './support/expected-roles.ts'
import { loaded, loyaltyAdapter } from './support/loyalty.ts'
import { ask } from './support/over-http.ts'
import {
  allOf,
  callingProbes,
  callOf,
  coordinatesOf,
  fieldsOf,
  introspect,
  type Probe,
  type Route,
  readingProbe,
  routesFrom,
  stepsOf,
  typeAt,
  type Values,
} from './support/probe.ts'
import { rowsOf } from './support/rows-of.ts'
import { stripeSettings } from './support/stripe.ts'
import { bundled, type GraphAnswer, type TestApp, testApp } from './support/test-app.ts'

const roles = ['owner', 'dpo', 'developer', 'auditor'] as const
type Role = (typeof roles)[number]

const jane = { id: 'Member:7', email: 'jane@example.com' }
type Kind = Parameters<typeof encodeId>[0]
const nowhere = (kind: Kind) => encodeId(kind, serverId, serverId)

/** What only a key of the whole server is good for. */
const ofServer: ReadonlySet<string> = new Set(['masterKeys'])

/** What needs no thing of anybody's. */
const harmless: Values = {
  first: 5,
  after: Buffer.from(`${serverId} 0`).toString('base64url'),
  since: '2026-01-01T00:00:00Z',
  until: '2027-01-01T00:00:00Z',
  overlapUntil: '2026-11-01T13:00:00Z',
  meaning: 'subject.updated',
  eventId: 'one',
  action: 'integration.created',
  category: 'email',
  value: jane.email,
  name: '',
  account: 'probed',
  label: 'Loyalty',
  adapter: 'loyalty',
  settings: {},
  phoneRegion: 'US',
  did: 'did:dep:0',
  dxKey: 'short',
  purpose: 'Newsletter',
  channel: 'post',
  platformPurpose: 'probed',
  isEssential: false,
  notice: 'https://example.com/privacy',
  language: 'en',
  jurisdiction: 'US',
  recipients: ['Example Mailings Ltd'],
  retention: 'P2Y',
  withdrawalMethod: 'a link in each message',
  legalBasis: 'consent',
  state: 'granted',
  at: '2026-10-01T00:00:00Z',
  method: 'paper',
  givenThrough: 'a form',
  isDryRun: false,
  isActive: true,
  isOpen: true,
  days: 365,
  basis: 'legal_claims',
  reference: 'matter 7',
  startsAt: '2026-01-01T00:00:00Z',
  reviewAt: '2126-01-01T00:00:00Z',
  endsAt: '2126-01-01T00:00:00Z',
  as: 'CONTROLLER',
  country: 'US',
  recipient: 'Example Mailings Ltd',
  reason: 'a reason',
  purposes: ['orders'],
  subjectKinds: ['customers'],
  securityMeasures: ['encryption at rest'],
  contact: 'privacy@example.com',
  representative: 'Example SAS',
  dpoContact: 'dpo@example.com',
  jointControllers: ['Example GmbH'],
  clients: ['Example Shop Ltd'],
  dpiaUrl: 'https://example.com/dpia',
  reviewedAt: '2026-01-01T00:00:00Z',
  recording: 'none',
  body: '{}',
  receivedAt: '2026-10-01T00:00:00Z',
  receivedOn: '2026-10-01',
  notifiedAt: '2026-10-15T00:00:00Z',
  dueBefore: '2027-01-01T00:00:00Z',
  isClosed: false,
  note: 'probed',
  responseRef: 'file 7',
  timezone: 'UTC',
  holidayCalendar: '',
  subscriber: 'probed',
  topic: 'purpose.changed',
  seq: 1,
  graceDays: 30,
  sha256: '0'.repeat(64),
  older: 1,
  newer: 1,
  from: Buffer.from('{"size":0,"hashes":[],"latest":0,"signedAt":0}').toString('base64url'),
}

test('every field, argument and member of an input has one answer written by hand', async t => {
  const app = await testApp(t)
  const found = coordinatesOf(await introspect(app))
  t.same([...found].sort(), [...expectedRoles.keys()].sort())
})

test('every line of the table names a part of the schema', async t => {
  const schema = await introspect(await testApp(t))
  const known = new Set([...coordinatesOf(schema), ...Object.keys(schema.getTypeMap())])
  t.same(
    Object.keys(permissions).filter(line => !known.has(line)),
    [],
  )
})

test('roles', async t => {
  const { app, schema, path, mine, stripe, keyOf, strangerKeyOf, serverKeyOf } = await prepared(t)
  const keyFor = (name: string) => (ofServer.has(name) ? serverKeyOf : keyOf)
  await t.test('who may read what, over every way that leads to it', async t => {
    const reached = new Set<string>()
    for (const role of roles) {
      for (const route of queriesOf(schema).flatMap(routesFrom)) {
        if (!isExpected(role, rootOf(route), ...stepsOf(route))) continue
        const type = typeAt(route)
        if (type === null) continue
        const open: string[] = []
        for (const field of fieldsOf(type)) {
          const isObject = typeAt([field]) !== null
          if (isExpected(role, `${type.name}.${field.name}`)) {
            if (!isObject) open.push(field.name)
            continue
          }
          const selection = isObject ? `${field.name} { __typename }` : field.name
          const values = { ...mine, ...ownOf(route[0]?.name ?? '', mine) }
          const refusing = readingProbe(route, [selection], values)
          const refused = await send(app, refusing, keyFor(route[0]?.name ?? '')(role))
          t.same(codesOf(refused), ['forbidden'], `${role}: ${nameOf(route)}.${field.name}`)
        }
        const own = { ...mine, ...ownOf(route[0]?.name ?? '', mine) }
        const probe = readingProbe(route, ['__typename', ...open], own)
        const answer = await send(app, probe, keyFor(route[0]?.name ?? '')(role))
        t.same(answer.errors, [], `${role}: ${nameOf(route)} { ${open.join(' ')} }`)
        if (JSON.stringify(answer.data).includes(`"__typename":"${type.name}"`))
          reached.add(`${role}: ${nameOf(route)}`)
        else t.fail(`${role}: nothing is at the end of ${nameOf(route)}`)
        await assertNothingOfOurs(t, app, probe, strangerKeyOf(role), mine, nameOf(route))
      }
    }
    t.ok(reached.has('developer: processingActivities.edges.node.delivery.integration.lastFetch'))
    t.notOk(
      [...reached].some(name => name.startsWith('developer') && name.includes('dataSubjects')),
    )
  })

  await t.test('who may ask with what', async t => {
    for (const root of queriesOf(schema)) {
      for (const probe of callingProbes('query', root, { ...mine, ...ownOf(root.name, mine) })) {
        for (const role of roles) {
          const name = `${role}: ${root.name} by ${probe.coordinate}`
          const isOpen = isExpected(role, `Query.${root.name}`, probe.coordinate)
          const answer = await send(app, probe, keyFor(root.name)(role))
          t.same(codesOf(answer), isOpen ? [] : ['forbidden'], name)
          const expected = strangersAnswer(`Query.${root.name}`, probe)
          const other = await send(app, probe, strangerKeyOf(role))
          t.same(codesOf(other), isOpen ? expected : ['forbidden'], `another tenant's ${name}`)
        }
      }
    }
  })

  await t.test('who may do what', async t => {
    const keys = new Map(
      await Promise.all(roles.map(async role => [role, await app.apiKey(role)] as const)),
    )
    for (const root of mutationsOf(schema)) {
      const nobodys = callingProbes('mutation', root, {
        ...nothings,
        ...ownOf(root.name, nothings),
      })
      const ours = callingProbes('mutation', root, { ...mine, ...ownOf(root.name, mine) })
      for (const role of roles) {
        const isOpen = (probe: Probe) => isExpected(role, `Mutation.${root.name}`, probe.coordinate)
        for (const probe of nobodys) {
          const isForbidden = codesOf(await send(app, probe, keys.get(role))).includes('forbidden')
          t.equal(isForbidden, !isOpen(probe), `${role}: ${root.name} by ${probe.coordinate}`)
        }
        for (const probe of ours) {
          const answer = await send(app, probe, strangerKeyOf(role))
          const expected = strangersAnswer(`Mutation.${root.name}`, probe)
          const name = `another tenant's ${role}: ${root.name} by ${probe.coordinate}`
          t.same(codesOf(answer), isOpen(probe) ? expected : ['forbidden'], name)
        }
      }
    }
  })

  await t.test('whoever may do something may read all that it answers', async t => {
    const mutations = new Map(mutationsOf(schema).map(each => [each.name, each]))
    const done = new Set<string>()
    for (const role of roles) {
      const key = await app.apiKey(role)
      const act = async <T>(name: string, values: Values, given: Values = {}): Promise<T> => {
        const root = mutations.get(name)
        const type = root === undefined ? null : typeAt([root])
        if (root === undefined || type === null) throw new Error(`no mutation ${name}`)
        // A person, or a request with its copies, with all that belongs to it is more than one answer may hold.
        const passed = /Request/.test(name)
          ? ['DataSubject', 'DataExport', 'ExportPlan', 'Redaction']
          : ['DataSubjectRequest', ...(type.name.startsWith('DataSubject') ? ['Consent'] : [])]
        const own = { ...harmless, ...ownOf(name, harmless), ...values }
        const call = callOf('mutation', root, allOf(type, passed), own, given)
        const { data, errors } = await app.graph(call.query, call.variables, key)
        t.same(errors, [], `${role}: ${name}`)
        done.add(name)
        return (data as never as Record<string, T>)[name] as T
      }
      if (isExpected(role, 'Mutation.addIntegration')) {
        const settings = { shop: `acts${role}`, apiKey: 'long enough' }
        const { dataControllerId } = mine
        const { integration } = await act<{ integration: { id: string } }>('addIntegration', {
          ...mine,
          settings,
        })
        const { id } = integration
        await act('updateIntegration', { id })
        await act('disableIntegration', { id })
        await act('enableIntegration', { id })
        const { dxKeyId } = await act<{ dxKeyId: string }>(
          'rotateDxKey',
          { dataControllerId },
          { integrationId: id },
        )
        await act('revokeDxKey', { id: dxKeyId })
        await act('removeIntegration', { id })
        await act('testIntegration', { id: stripe })
      }
      if (isExpected(role, 'Mutation.recordConsent')) {
        const { purpose } = await act<{ purpose: { id: string } }>('createPurpose', {
          ...mine,
          name: `Of ${role}`,
        })
        await act('updatePurpose', { id: purpose.id, name: `Own of ${role}` })
        const { mapping } = await act<{ mapping: { id: string } }>('mapPurpose', {
          purposeId: purpose.id,
        })
        await act('unmapPurpose', { id: mapping.id })
        await act('recordConsent', { ...mine, purposeId: purpose.id })
        await act('importConsents', mine)
        const ofBo = { ...mine, dataSubjectId: mine.intoId, purposeId: purpose.id }
        await act('recordConsent', ofBo)
        await act('propagateConsent', { ...ofBo, purpose: `Of ${role}` })
      }
      if (isExpected(role, 'Mutation.mergeDataSubjects')) {
        const [dataSubjectId, other] = await pairOf(app, mine, path, role)
        await act('dismissLink', { dataSubjectId, otherId: other })
        await act('mergeDataSubjects', { dataSubjectId, intoId: other })
        await act('separateDataSubjects', { dataSubjectId })
        await act('restrictDataSubject', { dataSubjectId })
        await act('unrestrictDataSubject', { dataSubjectId })
      }
      if (isExpected(role, 'Mutation.createDataSubjectRequest'))
        await actOnRequests(role, mine, act, app.clock.now().toISOString())
      if (isExpected(role, 'Mutation.createDataExport')) await actOnExports(role, mine, act, app)
      if (isExpected(role, 'Mutation.planRedaction')) await actOnRedactions(role, mine, act, app)
      if (isExpected(role, 'Mutation.placeHold')) {
        await act('setRetention', mine)
        const { hold } = await act<{ hold: { id: string } }>('placeHold', mine)
        await act('releaseHold', { id: hold.id })
        const { entry } = await act<{ entry: { id: string } }>(
          'updateProcessingEntry',
          { dataControllerId: mine.dataControllerId },
          { input: { dataControllerId: mine.dataControllerId, name: `Of ${role}` } },
        )
        await act('removeProcessingEntry', { id: entry.id })
      }
      if (isExpected(role, 'Mutation.addSuppression')) {
        const { dataControllerId } = mine
        const value = `${role}s@example.com`
        const of = { dataControllerId, value, reason: 'objection', integrationId: undefined }
        const { suppressions } = await act<{ suppressions: { id: string }[] }>('addSuppression', of)
        const id = suppressions[0]?.id
        await act('importSuppressions', of)
        await act('keepSuppression', { id })
        await act('liftSuppression', { id })
      }
      if (isExpected(role, 'Mutation.replayQuarantined'))
        await act('replayQuarantined', { ids: mine.ids })
      if (isExpected(role, 'Mutation.approveAccount'))
        await act('approveAccount', { integrationId: mine.integrationId })
      if (isExpected(role, 'Mutation.createApiKey')) {
        await act('createDataController', { name: 'Example Ltd' })
        await act('rotateMasterKeys', {})
        await act('updateDataController', { id: mine.dataControllerId })
        const { dataControllerId } = mine
        await act('offboardDataController', { dataControllerId })
        const exports = ['record_of_processing', 'audit_log', 'consents'].map(kind => ({
          ...{ kind, sha256: harmless.sha256 },
        }))
        const confirmed = { input: { dataControllerId, exports } }
        await act('confirmOffboardingExports', { dataControllerId }, confirmed)
        await act('cancelOffboarding', { dataControllerId })
        const { id } = await act<{ id: string }>('createApiKey', {
          name: 'another',
          role: 'auditor',
        })
        await act('revokeApiKey', { id })
      }
    }
    t.same([...done].sort(), [...mutations.keys()].sort())
  })

  await t.test('null asks for nothing, and a list is looked into', async t => {
    const query =
      'query($filter: ProcessingActivityFilter) { processingActivities(filter: $filter) { totalCount } }'
    const by = async (dataSubjectId: string | null) =>
      codesOf(await app.graph(query, { filter: { dataSubjectId } }, keyOf('developer')))
    t.same(await by(null), [])
    t.same(await by(nowhere('subject')), ['forbidden'])
    const inline = `{ processingActivities(filter: { dataSubjectId: "${nowhere('subject')}" }) { totalCount } }`
    t.same(codesOf(await app.graph(inline, {}, keyOf('developer'))), ['forbidden'])
  })

  await t.test('a refusal of a field that may be null leaves the rest', async t => {
    const query =
      '{ processingActivities(first: 1) { nodes { eventType fields { category person } } } }'
    const { data, errors } = await app.graph(query, {}, keyOf('developer'))
    t.match(data, {
      processingActivities: { nodes: [{ eventType: 'member', fields: [{ person: null }, {}] }] },
    })
    t.match(errors, [
      { message: 'This key may not do that.', extensions: { code: 'forbidden' } },
      {},
    ])
  })
})

test('a key that was revoked opens nothing', async t => {
  const app = await testApp(t)
  const { createApiKey } = await ask<{ createApiKey: { id: string; apiKey: string } }>(
    app,
    'mutation { createApiKey(input: { name: "x", role: owner }) { id apiKey } }',
    {},
  )
  const { id, apiKey } = createApiKey
  t.equal((await app.graph('{ me { name } }', {}, apiKey)).status, 200)
  await app.graph('mutation($id: ID!) { revokeApiKey(id: $id) { id } }', { id })
  t.equal((await app.graph('{ me { name } }', {}, apiKey)).status, 401)
})

/** Ids of nothing. */
const nothings: Values = {
  ...harmless,
  dataControllerId: nowhere('controller'),
  integrationId: nowhere('integration'),
  keyId: nowhere('key'),
  dxKeyId: nowhere('key'),
  purposeId: nowhere('purpose'),
  mappingId: nowhere('mapping'),
  dataSubjectId: nowhere('subject'),
  intoId: nowhere('subject'),
  otherId: nowhere('subject'),
  activityId: nowhere('activity'),
  deliveryId: nowhere('delivery'),
  holdId: nowhere('hold'),
  suppressionId: nowhere('suppression'),
  entryId: nowhere('entry'),
  integrationIds: [nowhere('integration')],
  ids: [nowhere('quarantine')],
  requestId: nowhere('request'),
  exportId: nowhere('export'),
  redactionId: nowhere('redaction'),
  redactionTaskId: nowhere('redactionTask'),
  noticeId: nowhere('notice'),
}

/** What the argument `id` names of a query or a mutation, and what words mean there. */
function ownOf(name: string, values: Values): Values {
  const { integrationId, keyId, dxKeyId, purposeId, mappingId, requestId, ids } = values
  if (/Redaction(Task|Target)$/.test(name))
    return { id: values.redactionTaskId, proof: 'probed', outcome: 'erased' }
  if (/Notice$/.test(name)) return { id: values.noticeId, outcome: 'impossible', note: 'probed' }
  if (/redaction$/i.test(name))
    return { id: values.redactionId, requestId: values.requestId, planHash: 'probed' }
  if (/DataExport/i.test(name)) return { id: values.exportId, identifiers: ['probed'] }
  if (/Request/.test(name)) {
    const words = { channel: 'letter', method: 'document' }
    return { id: requestId, duplicateOf: requestId, ...words }
  }
  if (name === 'updateDataController') return { id: values.dataControllerId }
  if (name === 'delivery') return { id: values.deliveryId }
  if (name === 'activity') return { id: values.activityId }
  if (name === 'dataSubject') return { id: values.dataSubjectId }
  if (name === 'quarantined') return { id: (ids as readonly unknown[])[0] }
  if (name === 'releaseHold') return { id: values.holdId }
  if (/uppression/.test(name)) {
    const times = { effectiveFrom: '2026-01-01T00:00:00Z', expiresAt: '2100-01-01T00:00:00Z' }
    const words = { value: 'suppressed@example.com', reason: 'objection', isToReview: true }
    return { id: values.suppressionId, ...times, ...words }
  }
  if (name.endsWith('ProcessingEntry')) return { id: values.entryId }
  if (name === 'updatePurpose') return { id: purposeId }
  if (name === 'unmapPurpose') return { id: mappingId }
  if (name === 'revokeApiKey') return { id: keyId }
  return { id: name === 'revokeDxKey' ? dxKeyId : integrationId }
}

/** What Jane says of consent: one name that will be mapped, and two that nothing maps. */
const says = [
  ['email', 'newsletter'],
  ['email', 'offers'],
  ['sms', 'offers'],
].map(([channel, purpose]) => ({ channel, purpose, state: 'granted' }))

/** Everything that can be done to requests. */
async function actOnRequests(
  role: Role,
  { dataControllerId, dataSubjectId }: Values,
  act: <T>(name: string, values: Values) => Promise<T>,
  notifiedAt: string,
): Promise<void> {
  const open = async (place: number) => {
    const value = `${role}${place}@example.com`
    const { dataSubjectRequest } = await act<{ dataSubjectRequest: { id: string } }>(
      ...(['createDataSubjectRequest', { dataControllerId, value }] as const),
    )
    return dataSubjectRequest.id
  }
  const id = await open(1)
  await act('showRequestIdentities', { id })
  await act('updateDataSubjectRequest', { id, stage: 'identity_requested' })
  await act('pauseDataSubjectRequest', { id })
  await act('resumeDataSubjectRequest', { id })
  await act('verifyRequestIdentity', { id })
  await act('confirmRequestPerson', { id, dataSubjectId })
  await act('extendDataSubjectRequest', { id, notifiedAt })
  await act('refuseDataSubjectRequest', { id, reason: 'manifestly_unfounded' })
  await act('withdrawDataSubjectRequest', { id: await open(2) })
  await act('closeDataSubjectRequest', { id: await open(3) })
  await act('importDataSubjectRequests', { dataControllerId, value: `${role}4@example.com` })
}

/** Everything that can be done to copies. */
async function actOnExports(
  role: Role,
  { dataControllerId, dataSubjectId }: Values,
  act: <T>(name: string, values: Values, given?: Values) => Promise<T>,
  app: TestApp,
): Promise<void> {
  const value = `${role}5@example.com`
  const { dataSubjectRequest } = await act<{
    dataSubjectRequest: { id: string }
  }>('createDataSubjectRequest', { dataControllerId, value })
  const { id } = dataSubjectRequest
  await act('confirmRequestPerson', { id, dataSubjectId })
  await act('verifyRequestIdentity', { id })
  const plan = await ask<{
    dataSubjectRequest: { exportPlan: { identifiers: readonly { id: string }[] } }
  }>(app, 'query($id: ID!) { dataSubjectRequest(id: $id) { exportPlan { identifiers { id } } } }', {
    id,
  })
  const identifiers = plan.dataSubjectRequest.exportPlan.identifiers.map(each => each.id)
  const { dataExport } = await act<{ dataExport: { id: string } }>(
    'createDataExport',
    {},
    { input: { requestId: id, identifiers } },
  )
  const ref = decodeId('export', dataExport.id)
  if (ref === null) throw new Error('not a copy')
  await collectExport(app.services, ref)
  await act('createDataExportLink', { id: dataExport.id })
  await act('deleteDataExport', { id: dataExport.id })
}

/** Everything that can be done to erasures: of somebody whom nobody knows, and whose task is made up. */
async function actOnRedactions(
  role: Role,
  { dataControllerId }: Values,
  act: <T>(name: string, values: Values, given?: Values) => Promise<T>,
  app: TestApp,
): Promise<void> {
  const { dataSubjectRequest } = await act<{ dataSubjectRequest: { id: string } }>(
    'createDataSubjectRequest',
    { dataControllerId, value: `${role}6@example.com`, type: 'erasure' },
  )
  const { id: requestId } = dataSubjectRequest
  await act('verifyRequestIdentity', { id: requestId })
  const plan = async () => {
    const { redaction } = await act<{ redaction: { id: string } }>('planRedaction', { requestId })
    const ref = decodeId('redaction', redaction.id)
    if (ref === null) throw new Error('not a redaction')
    await advanceRedaction(app.services, ref)
    return { ...ref, apiId: redaction.id }
  }
  const stopped = await plan()
  await act('stopRedaction', { id: stopped.apiId })
  const { apiId: id, ...ref } = await plan()
  const { redaction } = await ask<{ redaction: { planHash: string } }>(
    app,
    'query($id: ID!) { redaction(id: $id) { planHash } }',
    { id },
  )
  const { planHash } = redaction
  await act('approveRedaction', { id }, { planHash })
  const task = await addTask(app, ref, requestId)
  await act('showRedactionTarget', { id: task })
  await act('completeRedactionTask', { id: task })
  await rowsOf(app, "update redaction_tasks set outcome = 'failed_permanent'")
  await act('retryRedactionTask', { id: task })
  const notice = randomUUID()
  await addNotice(app, requestId, notice)
  await act('completeRecipientNotice', { id: encodeId('notice', ref.controllerId, notice) })
}

/** A task of a redaction that runs, which waits for a person. */
async function addTask(
  app: TestApp,
  { controllerId, id: redactionId }: { readonly controllerId: string; readonly id: string },
  requestId: string,
): Promise<string> {
  const request = decodeId('request', requestId)
  const [row] = await rowsOf<{ wrapped: string; salt: string }>(
    app,
    `select encode(k.wrapped, 'hex') as wrapped, encode(c.salt, 'hex') as salt from request_keys k
      join data_controllers c on c.controller_id = k.controller_id where k.request_id = '${request?.id}'`,
  )
  if (request === null || row === undefined) throw new Error('not a request')
  const salt = Buffer.from(row.salt, 'hex')
  const keys = app.services.keyring.forController({ id: controllerId, salt })
  const key = openSubjectKey(keys, controllerId, request.id, Buffer.from(row.wrapped, 'hex'))
  const id = randomUUID()
  const text = Buffer.from(JSON.stringify({ object: 'member', id: 'made up' }))
  const target = seal(key, text, `${controllerId}|${id}|redaction target`)
  await rowsOf(
    app,
    `insert into redaction_tasks (controller_id, id, redaction_id, integration_id, position, object, target,
        action, expected, key, state, outcome, retained, waits_for, tries, pause)
      select r.controller_id, '${id}', r.id, i.id, 0, 'member', '\\x${Buffer.from(target).toString('hex')}',
        'by_hand', 'manual_required', 'made up', 'waiting', 'manual_required', '[]', 'a_person', 0, 0
      from redactions r join integrations i on i.controller_id = r.controller_id
      where r.id = '${redactionId}' limit 1`,
  )
  await rowsOf(
    app,
    `update redactions set state = 'running', started_at = now() where id = '${redactionId}'`,
  )
  return encodeId('redactionTask', controllerId, id)
}

/** A request of Jane's that a platform told of, whose clock stood still once. */
async function addRequest(
  app: TestApp,
  { id: dataControllerId }: MadeController,
  integrationId: string,
): Promise<Values> {
  const { createDataSubjectRequest } = await ask<{
    createDataSubjectRequest: { dataSubjectRequest: { id: string } }
  }>(
    app,
    `mutation($input: CreateDataSubjectRequestInput!) {
      createDataSubjectRequest(input: $input) { dataSubjectRequest { id } } }`,
    {
      input: {
        ...{ dataControllerId, type: 'erasure', receivedAt: '2026-10-01T00:00:00Z' },
        identifiers: [{ category: 'email', value: jane.email }],
      },
    },
  )
  const requestId = createDataSubjectRequest.dataSubjectRequest.id
  await rowsOf(
    app,
    `update data_subject_requests set integration_id = '${decodeId('integration', integrationId)?.id}',
      verified_at = now(), person_confirmed_at = now(), verification_method = 'document', verification_level = 'high',
      pauses = '[{"from":"2026-10-02T00:00:00Z","until":"2026-10-03T00:00:00Z"}]'`,
  )
  const exportId = '01aa22b3-0000-7000-8000-000000000001'
  const ref = decodeId('request', requestId)
  if (ref === null) throw new Error('not a request')
  await rowsOf(
    app,
    `insert into data_exports (controller_id, id, request_id, subject_id, members, status, created_at, version,
        parts, bytes, downloads)
      select controller_id, '${exportId}', id, id, '[]', 'deleted', now(), 0, 0, 0, 0 from data_subject_requests
      where id = '${ref.id}'`,
  )
  await rowsOf(
    app,
    `insert into data_export_sources (controller_id, export_id, integration_id, outcome, is_included, found,
        asked, documents, left_out, records, records_left_out, tries)
      select controller_id, '${exportId}', integration_id, 'read', true, 0, 0, 0, 0, 0, 0, 0
      from data_subject_requests where id = '${ref.id}'`,
  )
  const redactionId = '01aa22b3-0000-7000-8000-000000000003'
  await rowsOf(
    app,
    `insert into redactions (controller_id, id, request_id, integration_id, subject_id, members, state, own,
        version, created_at)
      select controller_id, '${redactionId}', id, integration_id, id, '[]', 'stopped', '{"activities": 1}', 0, now()
      from data_subject_requests where id = '${ref.id}'`,
  )
  await rowsOf(
    app,
    `insert into redaction_lookups (controller_id, redaction_id, integration_id, is_seen, outcome, tries)
      select controller_id, '${redactionId}', integration_id, true, 'found', 0
      from data_subject_requests where id = '${ref.id}'`,
  )
  const taskId = '01aa22b3-0000-7000-8000-000000000004'
  await rowsOf(
    app,
    `insert into redaction_tasks (controller_id, id, redaction_id, integration_id, position, object, action,
        expected, key, state, outcome, retained, tries, pause)
      select controller_id, '${taskId}', '${redactionId}', integration_id, 0, 'member', 'erase', 'erased', 'k',
        'done', 'erased', '[]', 0, 0
      from data_subject_requests where id = '${ref.id}'`,
  )
  const noticeId = '01aa22b3-0000-7000-8000-000000000005'
  await addNotice(app, requestId, noticeId)
  await addOffboarding(app, ref.controllerId)
  const receipt = {
    ...{ job: 'probed', request: 'probed', state: 'completed', reason: null, planHash: null },
    ...{ platform: null, approvedAt: null, startedAt: null, finishedAt: null, issuedAt: null },
  }
  await rowsOf(
    app,
    `insert into redaction_receipts (controller_id, id, redaction_id, task_id, issued_at, text, entry_id)
      select controller_id, gen_random_uuid(), '${redactionId}', task, now(), '${JSON.stringify(receipt)}', id
      from data_subject_requests, unnest(array[null, '${taskId}']::uuid[]) task where id = '${ref.id}'`,
  )
  return {
    requestId,
    exportId: encodeId('export', ref.controllerId, exportId),
    redactionId: encodeId('redaction', ref.controllerId, redactionId),
    redactionTaskId: encodeId('redactionTask', ref.controllerId, taskId),
    noticeId: encodeId('notice', ref.controllerId, noticeId),
  }
}

/** Somebody who is to be told what became of a request. */
async function addNotice(app: TestApp, requestId: string, id: string): Promise<void> {
  await rowsOf(
    app,
    `insert into recipient_notices (controller_id, id, request_id, recipient, kind, entries, created_at)
      select controller_id, '${id}', id, 'A printer', 'erasure', '{Letters}', now()
      from data_subject_requests where id = '${decodeId('request', requestId)?.id}'`,
  )
}

/** One that was called off: what it would have deleted is shown as well. */
async function addOffboarding(app: TestApp, controllerId: string): Promise<void> {
  await rowsOf(
    app,
    `insert into controller_offboardings (controller_id, id, state, requested_at, grace_days, deleted)
      values ('${controllerId}', gen_random_uuid(), 'cancelled', now(), 30, '{"deliveries":1}')`,
  )
}

/** Seals the log of a controller, of which somebody wrote down something else as well. */
async function sealLog(app: TestApp, { id }: MadeController, anchors: string): Promise<Values> {
  await app.services.sealer.seal()
  const controllerId = decodeId('controller', id)?.controllerId
  await appendFile(anchors, `\n\nconduit-audit/${controllerId}\n1\nforged\n\n— nobody AAAA\n`)
  const [found] = await rowsOf<{ size: number }>(
    app,
    `select size::int from audit_checkpoints where controller_id = '${controllerId}'`,
  )
  return { older: found?.size ?? 0, newer: found?.size ?? 0 }
}

/** A server with a tenant of whom everything is on record, and another of whom nothing is. */
async function prepared(t: Test) {
  const platform = { read: async () => [{ ...jane, id: 'two' }], readings: 0 }
  const { adapters } = await bundled(['stripe'])
  const own = loaded(loyaltyAdapter(platform))
  const anchors = join(t.testdir(), 'anchors.txt')
  const app = await testApp(t, {
    adapters: { ...own, adapters: [...own.adapters, ...adapters] },
    auditAnchors: [anchors],
    rateLimit: { max: 1_000_000, windowMilliseconds: 60_000 },
    subscribers: [{ name: 'probed', topics: ['purpose.changed'], receive: async () => undefined }],
  })
  const controller = await makeController(app)
  const other = await makeController(app)
  const another = await connectLoyalty(app, controller.id, {
    shop: 'probedtoo',
    webhookSecret: 'long enough',
  })
  const { id, path } = await connectLoyalty(app, controller.id, {
    shop: 'probed',
    webhookSecret: 'long enough',
  })
  const post = async (payload: object) => {
    await app.http.inject({ method: 'POST', url: path, payload })
  }
  for (const payload of [{ id: 'one', member: jane, says }, { id: 'two' }, { id: 'bug' }])
    await post(payload)
  for (const payload of [{ id: 'one', member: jane }, { id: 'two' }])
    await app.http.inject({ method: 'POST', url: another.path, payload })
  for (const each of [id, another.id]) {
    const ref = decodeId('integration', each)
    if (ref === null) throw new Error('no such integration')
    await readIntegration(app.services, { ...ref, poll: false })
  }
  const bo = { id: 'Member:8', email: 'bo@example.com' }
  await post({ id: 'of bo', member: bo })
  await post({ id: 'of both', member: { ...jane, email: bo.email } })
  await post({ id: 'of cy', member: { id: 'Member:9', email: 'cy@example.com' } })
  await rowsOf(app, "update integrations set last_setup_at = now(), last_setup_outcome = 'ok'")
  const stripe = await addStripe(app, controller)
  const purpose = await addPurpose(app, controller, id)
  const request = await addRequest(app, controller, id)
  await app.services.notifier.look()
  const keys = new Map<string, string>()
  for (const { id: controllerId } of [controller, other]) {
    const bound = decodeId('controller', controllerId)?.controllerId
    for (const role of roles) keys.set(`${role} ${controllerId}`, await app.apiKey(role, bound))
  }
  for (const role of roles) keys.set(`${role} of all`, await app.apiKey(role))
  await checkMasterKeys(app.database, app.services.keyring, app.clock.now())
  const key = (role: Role, { id: of }: MadeController) => {
    const found = keys.get(`${role} ${of}`)
    if (found === undefined) throw new Error('no such key')
    return found
  }
  const mine = { ...(await valuesOf(app, controller, id, key('owner', controller))), ...purpose }
  const people = await changePeople(app, controller)
  await addPropagation(app, { ...mine, ...people })
  const sealed = await sealLog(app, controller, anchors)
  return {
    app,
    stripe,
    path,
    schema: await introspect(app),
    mine: {
      ...mine,
      ...sealed,
      ...request,
      ...people,
      ...(await addKept(app, { ...mine, ...people })),
    },
    keyOf: (role: Role) => key(role, controller),
    strangerKeyOf: (role: Role) => key(role, other),
    serverKeyOf: (role: Role) => keys.get(`${role} of all`),
  }
}

/** The newest people of a controller, the last one first. */
async function newestPeople(app: TestApp, id: unknown): Promise<readonly string[]> {
  const { dataSubjects } = await ask<{ dataSubjects: { nodes: { id: string }[] } }>(
    app,
    'query($id: ID!) { dataSubjects(filter: { dataControllerId: $id }) { nodes { id } } }',
    { id },
  )
  return dataSubjects.nodes.map(each => each.id)
}

/** Of four people two are merged into the first, who is restricted and may be the third. */
async function changePeople(app: TestApp, { id }: MadeController): Promise<Values> {
  const [cy, bo, read, jane] = await newestPeople(app, id)
  await ask(
    app,
    `mutation($cy: ID!, $read: ID!, $jane: ID!) {
      cy: mergeDataSubjects(input: { dataSubjectId: $cy, intoId: $jane }) { dataSubject { id } }
      read: mergeDataSubjects(input: { dataSubjectId: $read, intoId: $jane }) { dataSubject { id } }
      restrictDataSubject(input: { dataSubjectId: $jane, reason: objection }) { dataSubject { id } }
    }`,
    { cy, read, jane },
  )
  return { dataSubjectId: jane, intoId: bo, otherId: bo }
}

/** Two new people that an event calls one. */
async function pairOf(
  app: TestApp,
  { dataControllerId }: Values,
  url: string,
  name: string,
): Promise<readonly string[]> {
  const [one, other] = [`${name}.one@example.com`, `${name}.other@example.com`]
  for (const [index, member] of [
    { id: `Member:1 ${name}`, email: one },
    { id: `Member:2 ${name}`, email: other },
    { id: `Member:1 ${name}`, email: other },
  ].entries())
    await app.http.inject({ method: 'POST', url, payload: { id: `${name} ${index}`, member } })
  return (await newestPeople(app, dataControllerId)).slice(0, 2)
}

/** A purpose that an integration names in its own way, and that e-mail has by default. */
async function addPurpose(
  app: TestApp,
  { id: dataControllerId }: MadeController,
  integrationId: string,
): Promise<Values> {
  const { createPurpose } = await ask<{ createPurpose: { purpose: { id: string } } }>(
    app,
    'mutation($input: CreatePurposeInput!) { createPurpose(input: $input) { purpose { id } } }',
    { input: { dataControllerId, name: 'Newsletter', legalBasis: 'consent' } },
  )
  const purposeId = createPurpose.purpose.id
  const map = async (from: object) => {
    const { mapPurpose } = await ask<{ mapPurpose: { mapping: { id: string } } }>(
      app,
      'mutation($input: MapPurposeInput!) { mapPurpose(input: $input) { mapping { id } } }',
      { input: { purposeId, channel: 'email', ...from } },
    )
    return mapPurpose.mapping.id
  }
  const mappingId = await map({ integrationId, platformPurpose: 'newsletter' })
  await map({})
  return { purposeId, mappingId }
}

/** What a platform was told of Jane's newsletter. */
async function addPropagation(
  app: TestApp,
  { integrationId, dataSubjectId, purposeId }: Values,
): Promise<void> {
  const idOf = (kind: Kind, id: unknown) => decodeId(kind, String(id))
  const subject = idOf('subject', dataSubjectId)
  await rowsOf(
    app,
    `insert into consent_propagations (controller_id, id, subject_id, integration_id, reference, object,
        channel, purpose, purpose_id, platform_purpose, state, statement_id, decided_at, outcome, tries, looks,
        created_at, actor_type)
      values ('${subject?.controllerId}', '${subject?.id}', '${subject?.id}',
        '${idOf('integration', integrationId)?.id}', '\\x00', 'profile', 'email', 'Newsletter',
        '${idOf('purpose', purposeId)?.id}', 'newsletter', 'withdrawn', '${subject?.id}', now(), 'told', 1, 1,
        now(), 'job')`,
  )
}

/** Periods and holds of each kind, and a record with everything in it. */
async function addKept(
  app: TestApp,
  { dataControllerId, integrationId, dataSubjectId }: Values,
): Promise<Values> {
  const act = async <T>(name: string, type: string, selection: string, input: object) => {
    const text = `mutation($input: ${type}!) { ${name}(input: $input) { ${selection} } }`
    const answer = await ask<Record<string, T>>(app, text, {
      input: { dataControllerId, ...input },
    })
    return answer[name] as T
  }
  await act('setRetention', 'SetRetentionInput', '__typename', { integrationId, days: 365 })
  const { hold } = await act<{ hold: { id: string } }>(
    'placeHold',
    'PlaceHoldInput',
    'hold { id }',
    {
      ...{ integrationId, basis: 'legal_claims' },
    },
  )
  await act('placeHold', 'PlaceHoldInput', '__typename', {
    ...{ dataSubjectId, integrationId, basis: 'archiving' },
  })
  const { entry } = await act<{ entry: { id: string } }>(
    'updateProcessingEntry',
    'UpdateProcessingEntryInput',
    'entry { id }',
    {
      ...{ name: 'Loyalty', integrationIds: [integrationId], categories: ['photo'] },
      transfers: [{ country: 'US' }],
      leftAsDeclared: [{ category: 'name', reason: 'a reason' }],
    },
  )
  const { suppressions } = await act<{ suppressions: { id: string }[] }>(
    ...(['addSuppression', 'AddSuppressionInput', 'suppressions { id }'] as const),
    {
      identifiers: [{ category: 'email', value: 'suppressed@example.com' }],
      ...{ reason: 'objection', expiresAt: '2100-01-01T00:00:00Z' },
    },
  )
  const suppressionId = suppressions[0]?.id ?? ''
  const suppression = decodeId('suppression', suppressionId)
  await rowsOf(
    app,
    `insert into suppression_hits (controller_id, suppression_id, integration_id, hour, hits)
      values ('${suppression?.controllerId}', '${suppression?.id}',
        '${decodeId('integration', String(integrationId))?.id}', now(), 1)`,
  )
  await rowsOf(
    app,
    `update suppressions set hits = 1, last_hit_at = now(), review_since = now(), kept_at = now()`,
  )
  return { holdId: hold.id, entryId: entry.id, suppressionId, integrationIds: [integrationId] }
}

async function addStripe(app: TestApp, controller: MadeController): Promise<string> {
  const input = { dataControllerId: controller.id, adapter: 'stripe', settings: stripeSettings }
  const { addIntegration } = await ask<{ addIntegration: { integration: { id: string } } }>(
    app,
    'mutation($input: AddIntegrationInput!) { addIntegration(input: $input) { integration { id } } }',
    { input },
  )
  return addIntegration.integration.id
}

/** What arguments that name something name of a tenant. */
async function valuesOf(
  app: TestApp,
  controller: MadeController,
  integrationId: string,
  key: string,
): Promise<Values> {
  const query = `query($id: ID!) {
    me { id } quarantine(filter: { dataControllerId: $id }) { nodes { id } }
    processingActivities(filter: { dataControllerId: $id }) { nodes { id } }
    deliveries(filter: { dataControllerId: $id }) { nodes { id } } }`
  const { data } = await app.graph(query, { id: controller.id }, key)
  type Nodes = { readonly nodes: readonly { readonly id: string }[] }
  const { me, ...lists } = data as never as { me: { id: string } } & Record<string, Nodes>
  const idsOf = (name: string) => (lists[name]?.nodes ?? []).map(node => node.id)
  return {
    ...harmless,
    dataControllerId: controller.id,
    integrationId,
    keyId: me.id,
    dxKeyId: controller.dxKeyId,
    ids: idsOf('quarantine'),
    deliveryId: idsOf('deliveries')[0],
    activityId: idsOf('processingActivities')[0],
  }
}

/** Another tenant is told nothing of ours, nor how much there is of it. */
async function assertNothingOfOurs(
  t: Test,
  app: TestApp,
  probe: Probe,
  key: string,
  { dataControllerId }: Values,
  name: string,
): Promise<void> {
  const { data } = await send(app, probe, key)
  const text = JSON.stringify(data)
  // Every id begins with its kind and its controller.
  t.notMatch(text, String(dataControllerId).slice('ctl'.length, 'ctl'.length + 21), name)
  t.notMatch(text, /probed|"eventType"/, name)
}

async function send(app: TestApp, { query, variables }: Probe, key?: string): Promise<GraphAnswer> {
  const answer = await app.graph(query, variables, key)
  if (answer.status !== 200) throw new Error(`status ${answer.status}`)
  return answer
}

/** How a call of another tenant ends that names what it names. */
function strangersAnswer(root: string, { coordinate }: Probe): readonly string[] {
  const code = expectedOfStrangers[coordinate] ?? expectedOfStrangers[root]
  return code === undefined ? [] : [code]
}

function codesOf({ errors }: GraphAnswer): readonly string[] {
  return [...new Set(errors.map(({ extensions }) => extensions.code))]
}

function isExpected(role: Role, ...coordinates: readonly string[]): boolean {
  return coordinates.every(coordinate => expectedRoles.get(coordinate)?.includes(role) === true)
}

function queriesOf(schema: GraphQLSchema) {
  return Object.values(schema.getQueryType()?.getFields() ?? {})
}

function mutationsOf(schema: GraphQLSchema) {
  return Object.values(schema.getMutationType()?.getFields() ?? {})
}

function rootOf([root]: Route): string {
  return `Query.${root?.name}`
}

function nameOf(route: Route): string {
  return route.map(({ name }) => name).join('.')
}
