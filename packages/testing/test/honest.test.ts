import { readdir } from 'node:fs/promises'
import { adapterSuite } from '@conduit/testing'
import { test } from 'tap'
import { acme } from './acme/acme.ts'
import samples from './acme/samples.ts'

test('an honest adapter passes, and nothing is skipped', async t => {
  const skipped: unknown[] = []
  const names: string[] = []
  await adapterSuite(
    {
      test: (name, options, run) => {
        names.push(name)
        if (options.skip !== false) skipped.push([name, options.skip])
        return t.test(name, options, run)
      },
    },
    acme,
    samples,
  )
  t.strictSame(skipped, [])
  const recordings = names.filter(name => name.startsWith('recordings: '))
  const files = (await readdir(samples.recordings)).sort()
  t.strictSame(
    recordings,
    [...files.map(file => `recordings: ${file}`)],
    'each recording is a check',
  )
})
