import type { KnownPerson } from '@conduit/core'
import { decodeId } from '@conduit/core/host'
import { joinTold } from '@conduit/db/people'
import type { statefulPlatform } from '@conduit/recordings'
import { readIntegration } from '@conduit/server'
import { t as root, test } from 'tap'
import { makeController } from './support/controllers.ts'
import { echoesOf, type Named } from './support/echoes-of.ts'
import { officerOf } from './support/erasing-officer.ts'
import { addIntegration, approve } from './support/over-http.ts'
import { rowsOf } from './support/rows-of.ts'
import { testApp } from './support/test-app.ts'

root.setTimeout(600_000)

const days = 40

/** What an adapter's own tests erase in. */
interface Scene {
  readonly settings: Readonly<Record<string, unknown>>
  start(): Promise<{
    readonly platform: Awaited<ReturnType<typeof statefulPlatform>>
    readonly people: { readonly person: readonly KnownPerson[]; settle?(): void }
  }>
}

const scenes = new URL('../../../../packages/', import.meta.url)

for (const { slug, by, known, account, tellsOf, echoes, asks } of echoesOf) {
  test(`what ${slug} tells of our own erasure asks nothing and makes nobody`, async t => {
    const path = new URL(`adapter-${slug}/dist/test/redaction-scene.js`, scenes)
    const { scene } = (await import(path.href)) as { scene: Scene }
    const { platform, people } = await scene.start()
    t.teardown(() => platform.close())
    const app = await testApp(t, { only: [slug], transport: platform.transport })
    const { id: controllerId } = await makeController(app)
    const settings = { ...scene.settings, ...known }
    const added = await addIntegration(app, controllerId, slug, settings)
    const { id } = added.integration
    if (account !== null) await approve(app, id, account)
    const { default: samples } = await import(`@conduit/adapter-${slug}/samples`)
    const send = async (webhook: ReturnType<typeof tellsOf>): Promise<void> => {
      const { body, headers } = webhook
      const url = added.webhookUrl ?? ''
      const { pathname, search } = new URL(url)
      const own = { 'content-type': 'application/json', ...headers }
      const proof = samples.sign(
        { method: 'POST', url, headers: own, body },
        settings,
        app.clock.now(),
      )
      const reply = await app.http.inject({
        method: 'POST',
        url: pathname + search,
        headers: { ...own, ...proof },
        payload: body,
      })
      t.equal(reply.statusCode, 200, reply.body)
      const ref = decodeId('integration', id)
      if (ref !== null) await readIntegration(app.services, { ...ref, poll: false })
      await joinTold(app.services.administration)
    }
    let count = 0
    const told = (of: Named) => {
      count += 1
      return { ...of, n: count, at: app.clock.now() }
    }
    const counted = async () => {
      const [row] = await rowsOf<{
        requests: number
        people: number
        consents: number
        echoes: number
      }>(
        app,
        `select (select count(*)::int from data_subject_requests) as requests,
          (select count(*)::int from data_subjects) as people,
          (select count(*)::int from consent_events) as consents,
          (select count(*)::int from audit_entries where action = 'redaction.echoed') as echoes,
          (select count(*)::int from suppressions where review_since is not null) as reviews`,
      )
      return row
    }

    const identifiers = people.person.flatMap(each => each.identifiers)
    const name = identifiers.find(({ category }) => category === by)?.value ?? ''
    const ids = people.person.flatMap(each => [
      ...each.references.map(reference => reference.id),
      ...each.identifiers
        .filter(({ category }) => category === 'account_id')
        .map(({ value }) => value),
    ])
    const her = { name, id: ids[0] ?? '' }
    const other = by === 'email' ? 'bo-of-the-test@example.com' : '+12025550198'
    const bo = {
      name: other,
      id: her.id.replace(/\d(?=\D*$)/, digit => `${(Number(digit) + 5) % 10}`),
    }
    await send(tellsOf(told(her)))
    t.match(await counted(), { people: 1, requests: 0 }, 'she is known')
    const officer = await officerOf(
      { app, controllerId, settle: () => people.settle?.() },
      { category: by, value: name },
    )
    const planned = await officer.plan()
    await officer.approve(planned)
    app.clock.advance(600)
    await officer.work()
    for (let day = 0; day < days; day += 1) {
      app.clock.advance(86_400)
      await officer.work()
    }
    t.match(await officer.look(planned.id), { state: /completed|waiting/ })
    const before = await counted()
    for (const echo of echoes) await send(echo(told(her)))
    t.strictSame(await counted(), { ...before, echoes: asks }, 'nothing but what is counted')
    for (const echo of echoes) await send(echo(told(bo)))
    t.match(
      await counted(),
      {
        ...{ people: (before?.people ?? 0) + 1, echoes: asks },
        requests: (before?.requests ?? 0) + asks,
      },
      'others are heard as ever',
    )
  })
}
