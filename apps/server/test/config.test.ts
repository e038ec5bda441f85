import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateMasterKey } from '@conduit/privacy'
import {
  ConfigError,
  type ConfigFault,
  checkConfiguration,
  configJsonSchema,
  environmentSchema,
  readConfiguration,
} from '@conduit/server'
import { test } from 'tap'

const canary = 'sk_live_canary4711'
const masterKey = generateMasterKey()

async function directoryWith(text: string | null): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'conduit-config-'))
  if (text !== null) await writeFile(join(directory, 'conduit.config.yaml'), text)
  return directory
}

async function faultsOf(env: Record<string, string>, cwd: string): Promise<readonly ConfigFault[]> {
  try {
    await readConfiguration(env, cwd)
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
  }
  return []
}

test('without file and environment there are defaults', async t => {
  const cwd = await directoryWith(null)
  const { environment, file } = await readConfiguration({}, cwd)
  t.equal(environment.host, '127.0.0.1')
  t.equal(environment.port, 8080)
  t.equal(environment.dataDir, join(cwd, '.conduit'))
  t.same(environment.rateLimit, { max: 1000, windowMilliseconds: 900_000, admitted: undefined })
  t.equal(environment.databaseUrl, undefined)
  t.equal(environment.logLevel, 'info')
  t.same(file, {})
})

test('everything that is wrong is said at once, by path and without a value', async t => {
  const cwd = await directoryWith(
    [
      'adapters:',
      '  stripe: yes please',
      `  quickbooks: { enabled: ${canary}, allow: [300.1.1.1], secret: ${canary} }`,
      '  sabre: false',
      `trustProxy: ['${canary}']`,
      `unknown: ${canary}`,
    ].join('\n'),
  )
  const env = {
    CONDUIT_PORT: canary,
    CONDUIT_RATE_LIMIT_MAX: '-1',
    CONDUIT_RATE_LIMIT_WINDOW: 'soon',
    CONDUIT_PUBLIC_URL: 'https://hooks.example.com/path',
    CONDUIT_MASTER_KEY: canary,
    CONDUIT_RATE_LIMT: '5',
    LOG_LEVEL: 'loud',
    PATH: '/bin',
  }
  const error = await readConfiguration(env, cwd).catch((thrown: unknown) => thrown)
  if (!(error instanceof ConfigError)) return t.fail('no ConfigError')
  const paths = error.faults.map(({ path }) => path)
  for (const path of [
    'CONDUIT_PORT',
    'CONDUIT_RATE_LIMIT_MAX',
    'CONDUIT_RATE_LIMIT_WINDOW',
    'CONDUIT_PUBLIC_URL',
    'CONDUIT_MASTER_KEY',
    'CONDUIT_RATE_LIMT',
    'LOG_LEVEL',
    'conduit.config.yaml#/adapters/stripe',
    'conduit.config.yaml#/adapters/quickbooks/enabled',
    'conduit.config.yaml#/adapters/quickbooks/secret',
    'conduit.config.yaml#/trustProxy/0',
    'conduit.config.yaml#/unknown',
  ]) {
    t.ok(paths.includes(path), path)
  }
  t.notMatch(JSON.stringify(error.faults) + error.message + error.stack, canary)
})

test('an address that only looks like one is a fault', async t => {
  const cwd = await directoryWith('adapters: { stripe: { allow: [10.0.0.0/8, 300.1.1.1] } }')
  t.match(await faultsOf({}, cwd), [{ path: 'conduit.config.yaml#/adapters/stripe/allow/1' }])
})

test('a text that is not YAML is a fault with its line', async t => {
  const cwd = await directoryWith(`adapters:\n  stripe: true\n  stripe: '${canary}'\n`)
  const error = await readConfiguration({}, cwd).catch((thrown: unknown) => thrown)
  t.match(error, {
    faults: [{ path: 'conduit.config.yaml:3', message: 'not YAML (DUPLICATE_KEY)' }],
  })
  t.notMatch(String(error), canary)
})

test('a file that was named has to be there', async t => {
  const cwd = await directoryWith(null)
  t.match(await faultsOf({ CONDUIT_CONFIG: 'other.yaml' }, cwd), [
    { path: 'other.yaml', message: 'there is no such file' },
  ])
})

test('PostgreSQL needs a master key', async t => {
  const cwd = await directoryWith(null)
  const env = { DATABASE_URL: 'postgres://localhost/conduit' }
  t.match(await faultsOf(env, cwd), [{ path: 'CONDUIT_MASTER_KEY' }])
  const { environment } = await readConfiguration({ ...env, CONDUIT_MASTER_KEY: masterKey }, cwd)
  t.equal(environment.keyring?.ids.length, 1)
})

test('a weak master key is refused', async t => {
  const cwd = await directoryWith(null)
  const weak = Buffer.alloc(32, 1).toString('base64')
  t.match(await faultsOf({ CONDUIT_MASTER_KEY: weak }, cwd), [{ path: 'CONDUIT_MASTER_KEY' }])
})

test('the schema of the file is published', async t => {
  t.match(configJsonSchema, {
    $schema: /json-schema/,
    type: 'object',
    additionalProperties: false,
    properties: { adapters: { type: 'object' }, trustProxy: { type: 'array' } },
  })
})

test('a configuration can be checked without starting anything', async t => {
  const good = await directoryWith('adapters: { stripe: true }')
  t.same(await checkConfiguration({}, good), {
    faults: [],
    adapterFaults: [],
    adapters: ['stripe'],
    advice: [],
  })
  const missing = await directoryWith('adapters: { stripe: true, nobody: true }')
  t.match(await checkConfiguration({}, missing), {
    faults: [],
    adapterFaults: [{ adapter: 'nobody', code: 'not_found' }],
    adapters: ['stripe'],
  })
  const wrong = await directoryWith('adapters: 7')
  t.match(await checkConfiguration({}, wrong), {
    faults: [{ path: 'conduit.config.yaml#/adapters' }],
    adapters: [],
  })
})

test('a limit for bodies is one that can be kept, and raises the adapter’s own', async t => {
  const own = await directoryWith('adapters: { shopify: { maxBytes: 1000 }, stripe: true }')
  t.match((await checkConfiguration({}, own)).advice, [
    { path: 'adapters/shopify/maxBytes', message: /5242880 bytes/ },
  ])
  const more = await directoryWith('adapters: { shopify: { maxBytes: 10000000 } }')
  t.match(await checkConfiguration({}, more), { faults: [], advice: [] })
  for (const wrong of ['0', '1.5', '31457281', 'much']) {
    const cwd = await directoryWith(`adapters: { stripe: { maxBytes: ${wrong} } }`)
    t.match(await faultsOf({}, cwd), [{ path: 'conduit.config.yaml#/adapters/stripe/maxBytes' }])
  }
})

test('the README names every variable', async t => {
  const page = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
  const named = [...page.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name)
  t.same(named.sort(), Object.keys(environmentSchema.properties).sort())
})

test('in production it is advised to count admitted calls by their integration', async t => {
  const cwd = await directoryWith('adapters: { stripe: true }')
  const adviceWith = async (env: Record<string, string>) =>
    (await checkConfiguration(env, cwd)).advice.map(({ path }) => path)
  const publicUrl = { CONDUIT_PUBLIC_URL: 'https://hooks.example.com' }
  t.same(await adviceWith({}), [])
  t.same(await adviceWith(publicUrl), ['CONDUIT_RATE_LIMIT_ADMITTED'])
  t.same(await adviceWith({ ...publicUrl, CONDUIT_RATE_LIMIT_ADMITTED: '20000' }), [])
  const { environment } = await readConfiguration({ CONDUIT_RATE_LIMIT_ADMITTED: '500' }, cwd)
  t.equal(environment.rateLimit.admitted, 500)
  const faults = await faultsOf({ CONDUIT_RATE_LIMIT_ADMITTED: 'none' }, cwd)
  t.match(faults, [{ path: 'CONDUIT_RATE_LIMIT_ADMITTED' }])
})
