import { decodeId, type IntegrationRef } from '@conduit/core/host'
import type { Database } from '@conduit/db'
import { readIntegration, tellPlatform } from '@conduit/server'
import type { Test } from 'tap'
import { breakable } from './breakable.ts'
import { makeController } from './controllers.ts'
import { loaded, loyaltyAdapter, quietPlatform } from './loyalty.ts'
import { type Mailing, mailingAdapter, mailingPlatform } from './mailing.ts'
import { addIntegration, ask } from './over-http.ts'
import { rowsOf } from './rows-of.ts'
import { type TestApp, testApp } from './test-app.ts'

/** A line, as the API shows it. */
export interface Line {
  readonly integration: { readonly id: string }
  readonly object: string | null
  readonly platformPurpose: string | null
  readonly outcome: string
  readonly propagation: { readonly id: string } | null
}

/** A row, as the API shows it. */
export interface Told {
  readonly id: string
  readonly integration: { readonly id: string }
  readonly platformPurpose: string
  readonly state: string
  readonly outcome: string
  readonly found: string | null
  readonly confirmedAt: string | null
  readonly tries: number
  readonly nextAt: string | null
  readonly reason: string | null
}

/** What a member says: channel `email`, a topic, a state. */
type Said = readonly (readonly [topic: string, state: string])[]

/** An integration, and how members speak there. */
export interface Place {
  readonly id: string
  readonly ref: IntegrationRef
  readonly host: string
  /** A signed call, unless told otherwise. */
  readonly say: (
    member: object | undefined,
    says?: Said,
    options?: { readonly at?: string; readonly isSigned?: boolean; readonly id?: string },
  ) => Promise<void>
}

const outcomes =
  'id integration { id } platformPurpose state outcome found confirmedAt tries nextAt reason'

/** A tenant with integrations at a platform that can be told, and one purpose: `Newsletter`. */
export async function tellingScene(t: Test, database: Database) {
  const mailing = await mailingPlatform(t)
  const breaking = breakable(database)
  const app = await testApp(t, {
    adapters: loaded(mailingAdapter(mailing), loyaltyAdapter(quietPlatform())),
    transport: mailing.transport,
    database: breaking.database,
    rateLimit: { max: 1_000_000, windowMilliseconds: 60_000 },
  })
  const { id: dataControllerId } = await makeController(app)
  const dpo = await app.apiKey('dpo')
  const query = <T>(document: string, variables: object = {}) =>
    ask<T>(app, document, variables, dpo)
  const purposeId = await purposeOf(query, dataControllerId, 'Newsletter')
  const place = (host: string, settings: object = {}) =>
    placeAt(app, dataControllerId, host, settings)
  const personBy = async (email: string) => {
    const filter = { dataControllerId, identifier: { category: 'email', value: email } }
    const { dataSubjects } = await ask<{ dataSubjects: { nodes: { id: string }[] } }>(
      app,
      'query($filter: DataSubjectFilter!) { dataSubjects(filter: $filter) { nodes { id } } }',
      { filter },
      // A key has sixty look-ups a minute, and the clock may stand still.
      await app.apiKey('auditor'),
    )
    return dataSubjects.nodes.map(({ id }) => id)
  }
  const record = (dataSubjectId: string, state: string, at: string, changes: object = {}) =>
    query('mutation($input: RecordConsentInput!) { recordConsent(input: $input) { __typename } }', {
      input: {
        ...{ dataSubjectId, purposeId, channel: 'email', state, at, method: 'paper' },
        ...changes,
      },
    })
  const propagating = (dataSubjectId: string, changes: object = {}, key = dpo) =>
    app.graph(
      `mutation($input: PropagateConsentInput!) { propagateConsent(input: $input) {
        consent { state } lines { integration { id } object platformPurpose outcome propagation { id } } } }`,
      {
        input: {
          ...{ dataControllerId, dataSubjectId, channel: 'email', purpose: 'Newsletter' },
          ...{ isDryRun: false, ...changes },
        },
      },
      key,
    )
  const propagate = async (dataSubjectId: string, changes: object = {}) => {
    const { data, errors } = await propagating(dataSubjectId, changes)
    if (data === null) throw new Error(JSON.stringify(errors))
    return (data as never as { propagateConsent: { lines: readonly Line[] } }).propagateConsent
      .lines
  }
  const refusedWith = async (dataSubjectId: string, changes: object = {}) => {
    const { errors } = await propagating(dataSubjectId, changes)
    return errors.map(({ extensions }) => Reflect.get(extensions, 'reason') ?? extensions.code)
  }
  const told = async (filter: object = {}) => {
    const { consentPropagations } = await query<{
      consentPropagations: { nodes: readonly Told[] }
    }>(
      `query($filter: ConsentPropagationFilter!) {
        consentPropagations(filter: $filter) { nodes { ${outcomes} } } }`,
      { filter: { dataControllerId, ...filter } },
    )
    return consentPropagations.nodes
  }
  const attention = async () => {
    const { attention: all } = await query<{ attention: { kind: string; count: number }[] }>(
      'query($id: ID!) { attention(dataControllerId: $id) { kind count } }',
      { id: dataControllerId },
    )
    const ours = all.filter(({ kind }) => kind.startsWith('propagations_'))
    return Object.fromEntries(ours.map(({ kind, count }) => [kind, count]))
  }
  /** The jobs of the minute, as the queue would run them. */
  const run = async (...places: readonly Place[]) => {
    for (const { ref } of places) await tellPlatform(app.services, ref, 'a job')
  }
  /** What a dead process held is free again. */
  const expire = () =>
    rowsOf(app, "update consent_propagations set lease_until = now() - interval '1 second'")
  return {
    ...{ app, mailing, dataControllerId, purposeId, query, dpo, place, personBy, record },
    ...{ propagate, propagating, refusedWith, told, attention, run, expire, breaking },
  }
}

/** What tests of telling work with. */
export type TellingScene = Awaited<ReturnType<typeof tellingScene>>

async function placeAt(
  app: TestApp,
  dataControllerId: string,
  host: string,
  changes: object,
): Promise<Place> {
  const settings = { host, apiKey: 'secret', ...changes }
  const { integration, webhookUrl } = await addIntegration(
    app,
    dataControllerId,
    'mailing',
    settings,
  )
  const ref = decodeId('integration', integration.id)
  if (ref === null || webhookUrl === null) throw new Error('not added')
  let calls = 0
  return {
    ...{ id: integration.id, ref, host },
    async say(member, says = [], { at, isSigned = true, id = `${host} ${++calls}` } = {}) {
      const reply = await app.http.inject({
        method: 'POST',
        url: webhookUrl.slice('https://hooks.example.com'.length),
        headers: isSigned ? { 'x-proof': 'good' } : {},
        payload: {
          id,
          ...(at !== undefined && { at }),
          ...(member !== undefined && { member }),
          says: says.map(([purpose, state]) => ({ channel: 'email', purpose, state })),
        },
      })
      if (reply.statusCode !== 200) throw new Error(`answered ${reply.statusCode}`)
      if (member === undefined) await readIntegration(app.services, { ...ref, poll: false })
    },
  }
}

type Query = <T>(document: string, variables: object) => Promise<T>

/** Makes a purpose. */
export async function purposeOf(
  query: Query,
  dataControllerId: string,
  name: string,
): Promise<string> {
  const { createPurpose } = await query<{ createPurpose: { purpose: { id: string } } }>(
    'mutation($input: CreatePurposeInput!) { createPurpose(input: $input) { purpose { id } } }',
    { input: { dataControllerId, name, legalBasis: 'consent' } },
  )
  return createPurpose.purpose.id
}

/** Says what a name of platforms stands for; without one, any on e-mail. */
export async function mapTo(
  { query, purposeId }: Pick<TellingScene, 'query' | 'purposeId'>,
  from: object,
): Promise<void> {
  await query('mutation($input: MapPurposeInput!) { mapPurpose(input: $input) { __typename } }', {
    input: { purposeId, channel: 'email', ...from },
  })
}

/** How it stands at a platform. */
export function standsAt({ state }: Mailing, { host }: Place, profile: string, topic: string) {
  return state.get([host, profile, topic].join(' ')) ?? null
}
