import { decodeId, type IntegrationRef } from '@conduit/core/host'
import type { Database } from '@conduit/db'
import { type AppOptions, dueWork } from '@conduit/server'
import type { Test } from 'tap'
import { eraseAtPlatform } from '../../src/jobs/erase-at-platform.ts'
import { advanceRedaction } from '../../src/redactions/advance-redaction.ts'
import { breakable } from './breakable.ts'
import { clubAdapter, clubs } from './club.ts'
import { makeController } from './controllers.ts'
import { loaded, loyaltyAdapter, quietPlatform } from './loyalty.ts'
import { addIntegration, ask } from './over-http.ts'
import { rowsOf } from './rows-of.ts'
import { testApp } from './test-app.ts'

/** A task, as the API shows it. */
export interface Task {
  readonly id: string
  readonly integration: { readonly id: string } | null
  readonly object: string
  readonly action: string
  readonly expected: string
  readonly actionAfter: string | null
  readonly state: string
  readonly outcome: string | null
  readonly reason: string | null
  readonly retained: readonly string[]
  readonly justification: string | null
  readonly until: string | null
  readonly instructions: string | null
  readonly waitsFor: string | null
  readonly tries: number
  readonly nextAt: string | null
  readonly found: string | null
  readonly why: string | null
  readonly proof: string | null
  readonly doneBy: string | null
}

/** A redaction, as the API shows it. */
export interface Erasure {
  readonly id: string
  readonly state: string
  readonly reason: string | null
  readonly planHash: string | null
  readonly notBefore: string | null
  readonly resumedAt: string | null
  readonly dataSubjectId: string | null
  readonly request: { readonly stage: string; readonly status: string }
  readonly ownRows: readonly { readonly kind: string; readonly count: number }[]
  readonly lookups: readonly {
    readonly integration: { readonly id: string }
    readonly outcome: string
    readonly reason: string | null
    readonly at: string | null
  }[]
  readonly tasks: readonly Task[]
}

const shown = `id state reason planHash notBefore resumedAt dataSubjectId request { stage status }
  ownRows { kind count } lookups { integration { id } outcome reason at }
  tasks { id integration { id } object action actionAfter expected retained state outcome reason justification until instructions
    waitsFor tries nextAt found why proof doneBy }`

/** An integration with a club, and how it tells of members. */
export interface ClubPlace {
  readonly id: string
  readonly ref: IntegrationRef
  readonly host: string
  /** What `customer-redact` is called by. */
  readonly redactUrl: string
  readonly webhookUrl: string
  readonly tell: (member: object, isSigned?: boolean) => Promise<void>
}

/** A tenant with clubs, and an officer who erases people there. */
export async function erasingScene(
  t: Test,
  database: Database,
  own: Pick<Partial<AppOptions>, 'keyring' | 'erasureLedger' | 'jobs'> = {},
) {
  const all = await clubs(t)
  const breaking = breakable(database)
  const app = await testApp(t, {
    adapters: loaded(clubAdapter(all), loyaltyAdapter(quietPlatform())),
    transport: all.platform.transport,
    database: breaking.database,
    rateLimit: { max: 1_000_000, windowMilliseconds: 60_000 },
    ...own,
  })
  const { id: dataControllerId } = await makeController(app)
  const dpo = await app.apiKey('dpo')
  const query = <T>(document: string, variables: object = {}, key = dpo) =>
    ask<T>(app, document, variables, key)
  /** What a call is refused with. */
  const refused = async (document: string, variables: object = {}) => {
    const { errors } = await app.graph(document, variables, dpo)
    return errors.map(({ extensions }) => Reflect.get(extensions, 'reason') ?? extensions.code)
  }
  let calls = 0
  const club = async (host: string, own: object = { apiKey: 'secret' }): Promise<ClubPlace> => {
    const added = await addIntegration(app, dataControllerId, 'club', { host, ...own })
    const { id } = added.integration
    const ref = decodeId('integration', id)
    if (ref === null || added.webhookUrl === null) throw new Error('not added')
    const { pathname, search } = new URL(added.webhookUrl)
    const tell = async (member: object, isSigned = true) => {
      calls += 1
      const reply = await app.http.inject({
        ...{ method: 'POST', url: pathname + search },
        headers: isSigned ? { 'x-proof': 'good' } : {},
        payload: { id: `call ${calls}`, member },
      })
      if (reply.statusCode !== 200) throw new Error(`answered ${reply.statusCode}`)
    }
    const { webhookUrl, redactUrl } = added
    return { id, ref, host, tell, webhookUrl, redactUrl: redactUrl ?? '' }
  }
  /** Somebody becomes a member of a club, which tells of it. */
  const join = async (
    place: ClubPlace,
    member: { readonly id: string; readonly email: string },
    letters: readonly string[] = [],
  ) => {
    all.members.set(`${place.host} ${member.id}`, { email: member.email, letters: [...letters] })
    for (const letter of letters) all.letters.add(`${place.host} ${letter}`)
    await place.tell(member)
  }
  /** A request for erasure whose person is confirmed, if one is known, and checked. */
  const request = async (address: string, changes: object = {}) => {
    const { createDataSubjectRequest: made } = await query<{
      createDataSubjectRequest: {
        dataSubjectRequest: { id: string; dataSubject: { id: string } | null }
      }
    }>(
      `mutation($input: CreateDataSubjectRequestInput!) { createDataSubjectRequest(input: $input) {
        dataSubjectRequest { id dataSubject { id } } } }`,
      {
        input: {
          ...{ dataControllerId, type: 'erasure', channel: 'letter' },
          ...{ identifiers: [{ category: 'email', value: address }], ...changes },
        },
      },
    )
    const { id, dataSubject } = made.dataSubjectRequest
    if (dataSubject !== null) await confirm(id, dataSubject.id)
    await verify(id)
    return id
  }
  const confirm = (id: string, person: string) =>
    query(
      `mutation($id: ID!, $person: ID!) {
        confirmRequestPerson(id: $id, dataSubjectId: $person) { dataSubjectRequest { id } } }`,
      { id, person },
    )
  const verify = (id: string) =>
    query(
      `mutation($id: ID!) { verifyRequestIdentity(input: { id: $id, method: document, level: high }) {
        dataSubjectRequest { id } } }`,
      { id },
    )
  const plan = async (requestId: string) => {
    const { planRedaction } = await query<{ planRedaction: { redaction: Erasure } }>(planning, {
      id: requestId,
    })
    return planRedaction.redaction.id
  }
  const look = async (id: string) => {
    const { redaction } = await query<{ redaction: Erasure }>(
      `query($id: ID!) { redaction(id: $id) { ${shown} } }`,
      { id },
    )
    return redaction
  }
  const approve = async (id: string, planHash?: string | null) => {
    const hash = planHash ?? (await look(id)).planHash
    await query(approving, { id, planHash: hash })
  }
  /** What the queue would do now, until nothing is due. */
  const settle = async ({ services } = app) => {
    for (let rounds = 0; rounds < 100; rounds += 1) {
      const { redactions, erasures } = await dueWork(services)
      if (redactions.length + erasures.length === 0) return
      for (const each of redactions) await advanceRedaction(services, each)
      for (const each of erasures) await eraseAtPlatform(services, each, 'a job')
    }
    throw new Error('it never comes to rest')
  }
  /** Planned, approved, and as far as it comes in one go. */
  const run = async (requestId: string) => {
    const id = await plan(requestId)
    await settle()
    await approve(id)
    app.clock.advance(600)
    await settle()
    return id
  }
  /** What a dead process held is free again. */
  const expire = () =>
    rowsOf(app, "update redaction_tasks set lease_until = now() - interval '1 second'")
  const attention = async () => {
    const { attention: found } = await query<{ attention: { kind: string; count: number }[] }>(
      'query($id: ID!) { attention(dataControllerId: $id) { kind count } }',
      { id: dataControllerId },
    )
    const ours = found.filter(({ kind }) => kind.startsWith('redactions_'))
    const counts = Object.fromEntries(ours.map(({ kind, count }) => [kind, count]))
    const filters = {
      redactions_failed: { needs: 'failed' },
      redactions_by_hand: { needs: 'by_hand' },
      redactions_unapproved: { state: 'planned' },
    }
    for (const [kind, which] of Object.entries(filters)) {
      const { redactions } = await query<{ redactions: { totalCount: number } }>(
        'query($filter: RedactionFilter!) { redactions(filter: $filter) { totalCount } }',
        { filter: { dataControllerId, ...which } },
      )
      if (redactions.totalCount > 0 !== kind in counts)
        throw new Error(`what is counted and what is listed as ${kind} differ`)
    }
    return counts
  }
  const personBy = async (value: string) => {
    const filter = { dataControllerId, identifier: { category: 'email', value } }
    const { dataSubjects } = await ask<{ dataSubjects: { nodes: { id: string }[] } }>(
      app,
      'query($filter: DataSubjectFilter!) { dataSubjects(filter: $filter) { nodes { id } } }',
      { filter },
      // A key has sixty look-ups a minute, and the clock may stand still.
      await app.apiKey('auditor'),
    )
    return dataSubjects.nodes[0]?.id ?? ''
  }
  const hold = (own: object = {}) =>
    query<{ placeHold: { hold: { id: string } } }>(
      'mutation($input: PlaceHoldInput!) { placeHold(input: $input) { hold { id } } }',
      { input: { dataControllerId, basis: 'legal_claims', ...own } },
    )
  return {
    ...{ app, clubs: all, dataControllerId, dpo, query, refused, club, join, request, confirm },
    ...{ verify, plan, look, approve, settle, run, expire, attention, personBy, hold, breaking },
  }
}

/** What tests of erasures work with. */
export type ErasingScene = Awaited<ReturnType<typeof erasingScene>>

/** The mutations by which an officer erases. */
export const planning =
  'mutation($id: ID!) { planRedaction(requestId: $id) { redaction { id state } } }'
export const approving = `mutation($id: ID!, $planHash: String!) {
  approveRedaction(id: $id, planHash: $planHash) { redaction { id state notBefore } } }`
export const stopping = 'mutation($id: ID!) { stopRedaction(id: $id) { redaction { state } } }'
export const completing = `mutation($input: CompleteRedactionTaskInput!) {
  completeRedactionTask(input: $input) { task { outcome state proof doneBy doneAt } } }`
export const retrying = 'mutation($id: ID!) { retryRedactionTask(id: $id) { task { state } } }'

/** Tasks in short: object, outcome, what a look has shown. */
export function outcomesOf({ tasks }: Erasure): readonly string[] {
  return tasks.map(({ object, outcome, state, found }) =>
    [object, outcome ?? state, ...(found === null ? [] : [found])].join(' '),
  )
}

/** Two people. */
export const ada = { id: 'a7-known', email: 'ada@example.com' }
export const bo = { id: 'b8-known', email: 'bo@example.com' }

/** Ada is a member of two clubs, and got letters of one. */
export async function known(scene: ErasingScene) {
  const [one, two] = [await scene.club('one.example.com'), await scene.club('two.example.com')]
  await scene.join(one, ada, ['letter0001', 'letter0002'])
  await scene.join(two, ada)
  return { one, two }
}

/** What changed something at the clubs, in order. */
export const changesOf = ({ clubs }: ErasingScene) =>
  clubs.changes.map(({ method, host, kind, id }) => `${method} ${host} ${kind} ${id}`)

/** Ends a request. */
export const closing = `mutation($input: CloseDataSubjectRequestInput!) {
  closeDataSubjectRequest(input: $input) { dataSubjectRequest { status } } }`
