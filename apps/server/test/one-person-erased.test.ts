import { t as root, test } from 'tap'
import { officerOf } from './support/erasing-officer.ts'
import { ada, toldToPlatforms } from './support/one-person.ts'
import { adaOf, connected, ofMarketing, slugs, tellOfAda } from './support/one-person-stage.ts'

root.setTimeout(300_000)

/** Ten days, and as long again: a shop erases in its own time. */
const days = 20

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
