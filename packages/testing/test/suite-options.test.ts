import { adapterSuite, type TestRunner } from '@conduit/testing'
import { test } from 'tap'
import { acme, acmeWith } from './acme/acme.ts'
import samples from './acme/samples.ts'
import { verdictsOf } from './verdicts.ts'

const named = (wanted: string) => (name: string) => name === wanted

test('a skip is shown with its reason', async t => {
  const skipped: unknown[] = []
  const runner: TestRunner = {
    test: async (name, { skip }) => {
      if (skip !== false) skipped.push([name, skip])
    },
  }
  const skip = { 'signature: a stale or future time is refused': 'Acme’s clock is broken' }
  await adapterSuite(runner, acme, samples, { skip })
  t.strictSame(skipped, Object.entries(skip))
})

test('a skip of something that is no check is refused', async t => {
  const runner: TestRunner = { test: async () => undefined }
  const suite = adapterSuite(runner, acme, samples, { skip: { 'no such check': 'why' } })
  await t.rejects(suite, /skip names checks/)
})

test('a skip without a reason is refused', async t => {
  const runner: TestRunner = { test: async () => undefined }
  const skip = { 'signature: a stale or future time is refused': ' ' }
  await t.rejects(adapterSuite(runner, acme, samples, { skip }), /skip says why/)
})

test('without a folder of recordings there is nothing to prove with', async t => {
  const nowhere = { ...samples, recordings: new URL('./nowhere/', import.meta.url) }
  const { failed } = await verdictsOf(acme, nowhere, named('contract: samples'))
  t.match(failed.get('contract: samples'), /no recordings yet: put .* into .*nowhere/)
})

test('samples that cannot sign are the fault of each recording, not of the suite', async t => {
  const sign = () => {
    throw new TypeError('no key')
  }
  const { failed } = await verdictsOf(acme, { ...samples, sign }, named('recordings: 06-ping.json'))
  t.equal(failed.size, 0, 'what is not signed is not signed anew')
  const name = 'recordings: 01-two-members.json'
  const signed = await verdictsOf(acme, { ...samples, sign }, named(name))
  t.match(signed.failed.get(name), 'samples.sign threw TypeError: no key')
})

test('what fails is listed at the end, in words, by either runner', async t => {
  const untold = acmeWith({ tables: { events: [], pii: [] } })
  const byTap: string[] = []
  const byNode: string[] = []
  const test: TestRunner['test'] = async (_name, _options, run) => {
    try {
      await run()
    } catch {
      // The list is what is looked at.
    }
  }
  await adapterSuite({ test, comment: line => byTap.push(line) }, untold, samples)
  await adapterSuite({ test, diagnostic: (line: string) => byNode.push(line) }, untold, samples)
  t.strictSame(byTap.slice(0, 3), ['Left to do:', '', 'contract: tables are filled in'])
  t.match(byTap[3], /^ {2}tables\.events is empty: /)
  t.ok(byTap.includes('recordings: 01-two-members.json'))
  t.ok(byTap.some(line => line.startsWith('  not found: email at ')))
  t.strictSame(byNode, byTap)
  byTap.length = 0
  await adapterSuite({ test, comment: line => byTap.push(line) }, acme, samples)
  t.strictSame(byTap, [], 'nothing failed, nothing said')
})
