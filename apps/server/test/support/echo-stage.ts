import type { JsonObject, KnownPerson, Samples } from '@conduit/core'
import { decodeId } from '@conduit/core/host'
import { joinTold } from '@conduit/db/people'
import type { statefulPlatform } from '@conduit/recordings'
import { loadAdapters, readIntegration } from '@conduit/server'
import type { Test } from 'tap'
import { makeController } from './controllers.ts'
import { type EchoesOf, type Named, stripeTells, type Tells } from './echoes-of.ts'
import { officerOf } from './erasing-officer.ts'
import { addIntegration, approve } from './over-http.ts'
import { rowsOf } from './rows-of.ts'
import { stripeSettings } from './stripe.ts'
import { type TestApp, testApp } from './test-app.ts'

/** What an adapter's own tests erase in. */
interface Scene {
  readonly settings: JsonObject
  start(): Promise<{
    readonly platform: Awaited<ReturnType<typeof statefulPlatform>>
    readonly state: unknown
    readonly people: {
      readonly person: readonly KnownPerson[]
      /** What of the person is there before, and not after. */
      readonly goes: readonly string[]
      settle?(): void
    }
  }>
}

const scenes = new URL('../../../../../packages/', import.meta.url)
/** As long as the least hurried of the platforms takes. */
const days = 40

/** A server that is connected to a platform which holds somebody, and to a Stripe account. */
export async function echoStage(t: Test, platform: EchoesOf) {
  const { slug, by, known, options, account } = platform
  const path = new URL(`adapter-${slug}/dist/test/redaction-scene.js`, scenes)
  const { scene } = (await import(path.href)) as { scene: Scene }
  const started = await scene.start()
  const { people } = started
  t.teardown(() => started.platform.close())
  const entries = { stripe: true, [slug]: { enabled: true, options } }
  const adapters = await loadAdapters(entries, process.cwd())
  const app = await testApp(t, { adapters, transport: started.platform.transport })
  const { id: controllerId } = await makeController(app)
  const callerOf = callers(t, app, controllerId)
  const { id, send } = await callerOf(slug, { ...scene.settings, ...known }, options)
  if (account !== null) await approve(app, id, account)
  const { send: sendOfStripe } = await callerOf('stripe', stripeSettings, {})
  const her = namedIn(people.person, platform)
  const officer = await officerOf(
    { app, controllerId, settle: () => people.settle?.() },
    { category: by, value: her.name },
  )
  /** Has her erased: the calls are made, and the platform may have more to do. */
  const erase = async () => {
    const planned = await officer.plan()
    await officer.approve(planned)
    app.clock.advance(600)
    await officer.work()
    return planned.id
  }
  /** Lets as much time pass as the platform may take, and looks at the erasure. */
  const wait = async (redaction: string) => {
    for (let day = 0; day < days; day += 1) {
      app.clock.advance(86_400)
      await officer.work()
    }
    const held = JSON.stringify(started.state)
    const { state } = await officer.look(redaction)
    return { state, left: people.goes.filter(each => held.includes(each)) }
  }
  return {
    ...{ her, bo: otherThan(her, by), send, erase, wait, kept: () => keptOf(app) },
    tellElsewhere: () => sendOfStripe(stripeTells(by), her),
  }
}

/** Connects platforms, and calls as they do. */
function callers(t: Test, app: TestApp, controllerId: string) {
  let count = 0
  return async (slug: string, settings: JsonObject, options: JsonObject) => {
    const { integration, webhookUrl } = await addIntegration(app, controllerId, slug, settings)
    const { default: samples } = (await import(`@conduit/adapter-${slug}/samples`)) as {
      default: Samples
    }
    const url = webhookUrl ?? ''
    /** Sends what the platform says of somebody now, and does what follows from it. */
    const send = async (tells: Tells, of: Named): Promise<void> => {
      const now = app.clock.now()
      count += 1
      const { body, headers } = tells({ ...of, n: count, at: now })
      const own = { 'content-type': 'application/json', ...headers }
      const request = { method: 'POST', url, headers: own, body }
      const proof = samples.sign(request, { ...options, ...settings }, now)
      const { pathname, search } = new URL(url)
      const reply = await app.http.inject({
        ...{ method: 'POST', url: pathname + search, payload: body },
        headers: { ...own, ...proof },
      })
      t.equal(reply.statusCode, 200, `${slug} is heard: ${reply.body}`)
      const ref = decodeId('integration', integration.id)
      if (ref !== null) await readIntegration(app.services, { ...ref, poll: false })
      await joinTold(app.services.administration)
    }
    return { id: integration.id, send }
  }
}

/** How the platform names somebody. */
function namedIn(person: readonly KnownPerson[], { by, idIn }: EchoesOf): Named {
  const identifiers = person.flatMap(each => each.identifiers)
  const [reference] = person.flatMap(each => each.references)
  const valueAs = (wanted: string) =>
    identifiers.find(({ category }) => category === wanted)?.value ?? ''
  const id = idIn === 'references' ? (reference?.id ?? '') : valueAs('account_id')
  return { name: valueAs(by), id }
}

/** Somebody whom nobody erased. */
function otherThan({ id }: Named, by: EchoesOf['by']): Named {
  return {
    name: by === 'email' ? 'bo-of-the-test@example.com' : '+12025550198',
    id: id.replace(/\d(?=\D*$)/, digit => `${(Number(digit) + 5) % 10}`),
  }
}

/** What an echo might leave behind, by table. */
const rows = {
  requests: 'data_subject_requests',
  people: "data_subjects where state <> 'erased'",
  identifiers: 'identifier_tokens',
  references: 'platform_refs',
  consents: 'consent_events',
  fields: `processing_activities a left join field_sets s on s.controller_id = a.controller_id
    and s.hash = a.field_set where jsonb_array_length(coalesce(a.fields, s.fields)) > 0`,
  readings: 'fetch_queue',
  reviews: 'suppressions where review_since is not null',
  echoes: "audit_entries where action = 'redaction.echoed'",
}

async function keptOf(app: TestApp): Promise<Readonly<Record<keyof typeof rows, number>>> {
  const counts = Object.entries(rows).map(
    ([name, from]) => `(select count(*)::int from ${from}) as ${name}`,
  )
  const [row] = await rowsOf<Record<keyof typeof rows, number>>(app, `select ${counts.join(', ')}`)
  if (row === undefined) throw new Error('nothing was counted')
  return row
}
