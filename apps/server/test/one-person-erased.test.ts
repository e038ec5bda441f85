import { decodeId } from '@conduit/core/host'
import { dueWork } from '@conduit/server'
import { t as root, test } from 'tap'
import { eraseAtPlatform } from '../src/jobs/erase-at-platform.ts'
import { advanceRedaction } from '../src/redactions/advance-redaction.ts'
import { checkedRequest } from './support/checked-request.ts'
import { ada, toldToPlatforms } from './support/one-person.ts'
import {
  adaOf,
  connected,
  ofMarketing,
  type Stage,
  slugs,
  tellOfAda,
} from './support/one-person-stage.ts'
import { ask } from './support/over-http.ts'

root.setTimeout(300_000)

interface Task {
  readonly object: string
  readonly expected: string
  readonly outcome: string | null
  readonly found: string | null
  readonly integration: { readonly adapter: string } | null
}

interface Erasure {
  readonly id: string
  readonly state: string
  readonly planHash: string | null
  readonly tasks: readonly Task[]
}

/** Ten days, and as long again: a shop erases in its own time. */
const days = 20

/** An officer who erases her. */
async function officerOf({ app, controllerId, settle }: Stage) {
  const dpo = await app.apiKey('dpo', decodeId('controller', controllerId)?.id)
  const run = <Data>(document: string, variables: object = {}) =>
    ask<Data>(app, document, variables, dpo)
  const look = async (id: string) => {
    const { redaction } = await run<{ redaction: Erasure }>(
      `query($id: ID!) { redaction(id: $id) { id state planHash
        tasks { object expected outcome found integration { adapter } } } }`,
      { id },
    )
    return redaction
  }
  /** What the queue does now, and what the platforms do in their own time. */
  const work = async () => {
    for (let rounds = 0; rounds < 100; rounds += 1) {
      const { redactions, erasures } = await dueWork(app.services)
      if (redactions.length + erasures.length === 0) return
      for (const each of redactions) await advanceRedaction(app.services, each)
      for (const each of erasures) await eraseAtPlatform(app.services, each, 'a job')
      settle()
    }
  }
  const plan = async () => {
    const requestId = await checkedRequest(run, controllerId, {
      type: 'erasure',
      identifiers: [{ category: 'email', value: ada.email }],
    })
    const { planRedaction } = await run<{ planRedaction: { redaction: { id: string } } }>(
      'mutation($id: ID!) { planRedaction(requestId: $id) { redaction { id } } }',
      { id: requestId },
    )
    await work()
    return await look(planRedaction.redaction.id)
  }
  const approve = async ({ id, planHash }: Erasure) => {
    await run(
      `mutation($id: ID!, $planHash: String!) {
        approveRedaction(id: $id, planHash: $planHash) { redaction { id } } }`,
      { id, planHash },
    )
  }
  return { run, look, work, plan, approve }
}

test('one person is erased at five platforms', async t => {
  const stage = await connected(t)
  await tellOfAda(stage)
  const officer = await officerOf(stage)

  const planned = await officer.plan()
  t.equal(planned.state, 'planned')
  const at = planned.tasks.map(({ integration }) => integration?.adapter ?? 'here')
  t.strictSame([...new Set(at)].sort(), ['here', ...slugs].sort(), 'each has something of hers')
  for (const slug of slugs) {
    const held = stage.heldBy(slug)
    t.ok(held.includes(toldToPlatforms[slug]), `nothing has gone at ${slug}`)
  }

  await officer.approve(planned)
  await officer.work()
  t.equal((await officer.look(planned.id)).state, 'cooling_off', 'there is time to stop it')
  for (let day = 0; day < days; day += 1) {
    stage.app.clock.advance(86_400)
    await officer.work()
  }
  const done = await officer.look(planned.id)
  t.comment(done.tasks.map(({ object, outcome }) => `${object} ${outcome}`).join(', '))
  t.strictSame(
    done.tasks.map(({ object, outcome, found }) => `${object} ${outcome} ${found}`).sort(),
    done.tasks
      .map(({ object, expected }) =>
        object === 'own_records' ? `${object} erased null` : `${object} ${expected} clean`,
      )
      .sort(),
    'each object came to what the plan promised, and a look has shown it',
  )
  t.equal(done.state, 'completed')
  for (const slug of slugs) {
    const held = stage.heldBy(slug)
    t.notOk(held.includes(ada.email), `${slug} knows no address of hers`)
    t.notOk(held.includes(toldToPlatforms[slug]), 'nor what it alone was told')
    t.ok(held.includes('Bo Other') || held.includes('bo@example.com'), 'and has kept the others')
  }

  t.strictSame(await adaOf(stage), [], 'nobody is known by her address')
  await ofMarketing(stage, 'subscribed', 4)
  t.strictSame(await adaOf(stage), [], 'and nobody comes back by a webhook')
  const { suppressions } = await officer.run<{
    suppressions: { nodes: readonly { readonly hits: number }[] }
  }>('query($id: ID!) { suppressions(filter: { dataControllerId: $id }) { nodes { hits } } }', {
    id: stage.controllerId,
  })
  t.ok(
    suppressions.nodes.some(({ hits }) => hits > 0),
    'which is counted',
  )
})
