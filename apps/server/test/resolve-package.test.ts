import { realpathSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { resolveFrom } from '@conduit/server'
import { type Test, test } from 'tap'

/** Says what is found in a directory with these packages: a path in it, or null. */
function finderIn(t: Test, packages: Readonly<Record<string, object>>) {
  const installed = Object.fromEntries(
    Object.entries(packages).map(([name, manifest]) => [
      name,
      {
        'package.json': JSON.stringify({ name: `@acme/${name}`, type: 'module', ...manifest }),
        'index.js': '',
        'samples.js': '',
        'other.cjs': '',
        lib: { 'index.js': '', 'samples.js': '' },
      },
    ]),
  )
  const directory = realpathSync(t.testdir({ 'own.js': '', node_modules: { '@acme': installed } }))
  return async (specifier: string) => {
    const found = await resolveFrom(directory, specifier)
    return found === null ? null : relative(directory, fileURLToPath(found))
  }
}

const at = (path: string) => `node_modules/@acme/${path}`

test('entries for import alone are found, and so are those beside them', async t => {
  const find = finderIn(t, {
    loyalty: {
      exports: {
        '.': { types: './index.d.ts', import: './lib/index.js' },
        './samples': { import: { types: './samples.d.ts', default: './lib/samples.js' } },
      },
    },
  })
  t.equal(await find('@acme/loyalty'), at('loyalty/lib/index.js'))
  t.equal(await find('@acme/loyalty/samples'), at('loyalty/lib/samples.js'))
  t.equal(await find('@acme/loyalty/lib/samples.js'), null, 'what is not an entry stays inside')
})

test('of two entries the one for import counts', async t => {
  const conditions = { require: './other.cjs', import: './index.js' }
  const find = finderIn(t, {
    both: { exports: { '.': conditions, './samples': { import: './samples.js' } } },
    required: { exports: { require: './other.cjs' } },
  })
  t.equal(await find('@acme/both'), at('both/index.js'))
  t.equal(await find('@acme/both/samples'), at('both/samples.js'))
  t.equal(await find('@acme/required'), at('required/other.cjs'), 'which import could take as well')
})

test('entries by a pattern, and what it leaves out', async t => {
  const find = finderIn(t, {
    pattern: {
      exports: { '.': './index.js', './*': { import: './lib/*.js' }, './lib/*': null },
    },
    one: { exports: './index.js' },
  })
  t.equal(await find('@acme/pattern/samples'), at('pattern/lib/samples.js'))
  t.equal(await find('@acme/pattern/missing'), null)
  t.equal(await find('@acme/pattern/lib/samples'), null)
  t.equal(await find('@acme/one'), at('one/index.js'))
  t.equal(await find('@acme/one/samples'), null)
})

test('a package that names no entries', async t => {
  const find = finderIn(t, { plain: {}, main: { main: 'lib' }, ending: { main: './lib/index.js' } })
  t.equal(await find('@acme/plain'), at('plain/index.js'))
  t.equal(await find('@acme/plain/samples'), at('plain/samples.js'))
  t.equal(await find('@acme/plain/samples.js'), at('plain/samples.js'))
  t.equal(await find('@acme/main'), at('main/lib/index.js'))
  t.equal(await find('@acme/ending'), at('ending/lib/index.js'))
})

test('files of the directory itself', async t => {
  const find = finderIn(t, { plain: { main: 'lib' } })
  t.equal(await find('./own.js'), 'own.js')
  t.equal(await find('./own'), 'own.js')
  t.equal(await find('./node_modules/@acme/plain'), at('plain/lib/index.js'), 'a folder')
  t.equal(await find('./none.js'), null)
})

test('what is not there, and what could never be installed', async t => {
  const find = finderIn(t, {
    gone: { exports: './gone.js' },
    outside: { exports: '../plain/index.js' },
    plain: {},
  })
  for (const specifier of [
    '@acme/missing',
    '@acme/missing/samples',
    '@acme/gone',
    '@acme/outside',
    '@acme/plain/missing',
    '@acme',
    '',
    '/',
    'https://example.com/adapter.js',
    'data:text/javascript,export default 1',
  ]) {
    t.equal(await find(specifier), null, specifier)
  }
})

test('a package finds itself', async t => {
  const directory = realpathSync(
    t.testdir({
      'package.json': JSON.stringify({ name: '@acme/self', exports: { import: './self.js' } }),
      'self.js': '',
    }),
  )
  t.equal(await resolveFrom(directory, '@acme/self'), pathToFileURL(`${directory}/self.js`).href)
})
