import { adapterSuite, type TestRunner } from '@conduit/testing'
import { test } from 'tap'
import { acme } from './acme/acme.ts'
import samples from './acme/samples.ts'

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
  const runner: TestRunner = { test: async () => undefined }
  const nowhere = { ...samples, recordings: new URL('./nowhere/', import.meta.url) }
  await t.rejects(adapterSuite(runner, acme, nowhere), { code: 'ENOENT' })
})
