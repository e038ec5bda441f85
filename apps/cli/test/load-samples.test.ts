import { readFile } from 'node:fs/promises'
import { loadSamples } from '@conduit/cli'
import { readRecordings } from '@conduit/recordings'
import { type Test, test } from 'tap'

/** A directory with one installed package. */
function directoryWith(t: Test, name: string, exports: unknown): string {
  return t.testdir({
    node_modules: {
      '@acme': {
        [name]: {
          'package.json': JSON.stringify({ name: `@acme/${name}`, type: 'module', exports }),
          'index.js': `export default { name: '${name}' }`,
          'samples.js': 'export default { sign: () => null }',
        },
      },
    },
  })
}

test('a name that is no package is no adapter', async t => {
  t.equal(await loadSamples('../../etc', process.cwd()), null)
  t.equal(await loadSamples('no-such-platform', process.cwd()), null)
  t.equal(await loadSamples('@acme/missing', t.testdir()), null)
})

test('a package that knows import alone is loaded with its samples', async t => {
  const exports = { '.': { import: './index.js' }, './samples': { import: './samples.js' } }
  const found = await loadSamples('@acme/loyalty', directoryWith(t, 'loyalty', exports))
  t.match(found, { adapter: { name: 'loyalty' }, samples: { sign: Function } })
})

test('a package without samples says so', async t => {
  const directory = directoryWith(t, 'silent', { import: './index.js' })
  await t.rejects(loadSamples('@acme/silent', directory), /^@acme\/silent has no samples$/)
})

test('the README names the person of the sample that it sends', async t => {
  const page = await readFile(new URL('../../../../README.md', import.meta.url), 'utf8')
  const [, person = ''] = /signed sample; its person is `([^`]+)`/.exec(page) ?? []
  const found = await loadSamples('stripe', process.cwd())
  const [first] = readRecordings(found?.samples.recordings ?? '')
  t.match(first?.recording?.request?.body, person)
  t.match(person, '@example.com')
})
