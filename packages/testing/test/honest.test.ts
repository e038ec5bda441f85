import { adapterSuite } from '@conduit/testing'
import { test } from 'tap'
import { acme } from './acme/acme.ts'
import samples from './acme/samples.ts'

test('an honest adapter passes, and nothing is skipped', async t => {
  const skipped: unknown[] = []
  await adapterSuite(
    {
      test: (name, options, run) => {
        if (options.skip !== false) skipped.push([name, options.skip])
        return t.test(name, options, run)
      },
    },
    acme,
    samples,
  )
  t.strictSame(skipped, [])
})
