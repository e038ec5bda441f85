import { t as root, test } from 'tap'
import { echoStage } from './support/echo-stage.ts'
import { conversationDeleted, echoesOf } from './support/echoes-of.ts'

root.setTimeout(600_000)

for (const platform of echoesOf) {
  const { slug, tellsOf, echoes, asks } = platform
  test(`what ${slug} tells of our own erasure asks nothing and makes nobody`, async t => {
    const { her, bo, send, erase, wait, kept } = await echoStage(t, platform)
    await send(tellsOf, her)
    t.match(await kept(), { people: 1, requests: 0 }, 'she is known')

    const redaction = await erase()
    const begun = await kept()
    for (const echo of echoes) await send(echo, her)
    t.strictSame(await kept(), { ...begun, echoes: asks }, 'an echo meanwhile is counted at most')

    const { state, left } = await wait(redaction)
    t.match(state, /completed|waiting/)
    t.strictSame(left, [], 'the platform has erased her')
    const over = await kept()
    t.match(over, { people: 0, identifiers: 0, references: 0, consents: 0 })
    for (const echo of echoes) await send(echo, her)
    t.strictSame(await kept(), { ...over, echoes: 2 * asks }, 'and so is one afterwards')

    for (const echo of echoes) await send(echo, bo)
    const others = { people: over.people + 1, requests: over.requests + asks, echoes: 2 * asks }
    t.match(await kept(), others, 'others are heard as ever')
  })
}

for (const platform of echoesOf) {
  const { slug, echoes, asks } = platform
  test(`nor does it where ${slug} had told nothing of her`, async t => {
    const { her, bo, send, erase, wait, kept, tellElsewhere } = await echoStage(t, platform)
    await tellElsewhere()
    t.match(await kept(), { people: 1, requests: 0 }, 'she is known from elsewhere')

    const redaction = await erase()
    const begun = await kept()
    for (const echo of echoes) await send(echo, her)
    t.strictSame(await kept(), { ...begun, echoes: asks }, 'an echo meanwhile is counted at most')

    const { state, left } = await wait(redaction)
    t.match(state, /completed|waiting/)
    t.strictSame(left, [], 'the platform has erased her')
    const over = await kept()
    for (const echo of echoes) await send(echo, her)
    t.strictSame(await kept(), { ...over, echoes: 2 * asks }, 'and so is one afterwards')

    for (const echo of echoes) await send(echo, bo)
    t.match(await kept(), { people: 1, requests: over.requests + asks }, 'others are heard as ever')
  })
}

test('a conversation that is deleted for privacy names nobody, so that it asks as any', async t => {
  const [hubspot] = echoesOf
  if (hubspot === undefined) return t.fail('HubSpot is missing')
  const { her, send, erase, kept } = await echoStage(t, hubspot)
  await send(hubspot.tellsOf, her)
  await erase()
  const begun = await kept()
  await send(conversationDeleted, { name: '', id: '31' })
  t.strictSame(await kept(), { ...begun, requests: begun.requests + 1 })
})
