import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../conventions/projects.mjs'

const limits = { depth: 64, nodes: 200_000 }
const now = new Date('2026-11-02T09:15:00Z')
const nothing = () => {}
const bytesOf = text => Buffer.from(text)
const requestWith = text => ({
  method: 'POST',
  url: '',
  receivedAt: now,
  bytes: bytesOf(text),
  header: () => text,
  query: () => text,
})
const integration = { settings: { signingSecret: 'long enough' }, state: {} }
const secrets = ['long enough']
const event = data => ({
  type: 'a',
  meaning: 'processing',
  occurredAt: null,
  id: null,
  path: '',
  data,
})

/** Folders of which every function that takes something from outside is timed. */
const folders = ['privacy/dist/src/normalise', 'core/dist/src/formats', 'core/dist/src/tables']
  .concat(['core/dist/src/authoring', 'core/dist/src/authoring/signature'])
  .map(folder => `packages/${folder}`)

/** How a function is called with a text. What is in neither list is called with the text alone. */
const calls = {
  normalisePlatformId: (call, text) => call({ adapter: text, namespace: text, value: text }),
  normaliseTaxId: (call, text) => call(text, 'DE'),
  normalisePhone: (call, text) => [call(text), call(text, 'DE'), call(text, text)],
  parseDisplayForm: (call, text) => call(text.slice(0, 512)),
  json: (call, text) => call({ strip: ['secret'] }).decode(bytesOf(text), limits),
  form: (call, text) => call({ json: ['list'] }).decode(bytesOf(text), limits),
  xml: (call, text) => call().decode(bytesOf(text), limits),
  anything: (call, text) => call().decode(bytesOf(text), limits),
  decodeJson: (call, text) => call(bytesOf(text), limits, ['secret']),
  scanJson: (call, text) => call(bytesOf(text), limits),
  utf8Text: (call, text) => call(bytesOf(text)),
  parseXml: (call, text) => call(text, limits, { open: nothing, text: nothing, close: nothing }),
  jsonInSteps: (call, text, { atOnce }) => atOnce(call(bytesOf(text), limits, ['secret'])),
  percentDecode: (call, text, { atOnce }) => atOnce(call(text, 0)),
  nestFields: (call, text, { atOnce }) =>
    atOnce(call([{ name: text, value: text, at: 0 }], limits)),
  pickFormat: (call, text) => call([{ name: 'a', types: ['a/json'] }], text, bytesOf(text)),
  dropMembers: (call, text) => call(JSON.parse(text), new Set(['secret'])),
  child: (call, text) => [call([1], text), call({ a: 1 }, text)],
  valueAt: (call, text) => call({ a: [1] }, `/${text}`),
  textOrNull: (call, text) => call({ a: [1] }, `/${text}`),
  pointerTokens: (call, text) => call(`/${text}`),
  meanings: (call, text) => call([{ type: 'a.*', meaning: 'processing' }])(text),
  conditionCompiler: (call, text) => conditionsOf(call).map(({ test }) => test(text)),
  pick: (call, text, { compileRows }) =>
    call(compileRows(rows), event({ [text]: [text], '/': text })),
  categoryOfName: (call, text) => [call(text), call(text.slice(0, 200), text), call('a', text)],
  hasShape: (call, text) => [call(text, 'email'), call(text, 'phone')],
  readOpen: (call, text, { namesOf }) =>
    call({ [text]: [text], key: text, value: text }, text, text, namesOf({}, 'name')),
  namesOf: (call, text) => call({}, 'name').of(text, text),
  placesOf: (call, text, { compileRows }) => {
    const places = call(compileRows(rows).root)
    return places.follow(places.start().to, text, false, true)
  },
  remembering: (call, text) => call(name => name.length)(text),
  fromMatches: (call, text) =>
    call([rows[0], receiver].map(row => ({ row, path: text, value: text, person: text }))),
  isoTime: (call, text) => [call(text), call(text, 'utc')],
  bearer: (call, text) => call(requestWith(text)),
  basicAuth: (call, text) => call(text, text),
  didAndKey: (call, text) => call().claim(requestWith(text)),
  didAndBearer: (call, text) => call().claim(requestWith(text)),
  jweToken: (call, text) => call().claim(requestWith(text)),
  byAccount: (call, text) => call({ header: 'a' }).claim(requestWith(text)),
  readItems: (call, text) => call([text], text, () => text),
  textAt: (call, text) => call({ a: text }, '/a'),
  decodeExactly: (call, text) => [call(text, 'hex'), call(text, 'base64')],
  usableSecrets: (call, text) => call([text]),
  verifyHmac: (call, text) =>
    call({ secrets, message: [text], signatures: [text], encoding: 'base64' }),
  isSameText: (call, text) => call(text, 'expected'),
  signedBody: (call, text) =>
    call({ header: 'a', encoding: 'hex' })(requestWith(text), integration),
  standardWebhookHeaders: (call, text) => call(requestWith(text)),
  verifyStandardWebhook: (call, text) =>
    call(requestWith(text), { secrets: [`whsec_${'A'.repeat(32)}`], publicKeys: [] }),
  timedSignature: (call, text) =>
    call({ header: 'a', scheme: 'v1' })(requestWith(text), integration),
  checkTimestamp: (call, text) => call(text, now),
}

/** What is made of an adapter's own words, or of what another function has read already. */
const others = new Set(
  [
    'atOnce inTurns compileRows eventRows open expandBraces templateOf pointerOf valueAtTemplate accountId email finding phone',
    'bearerApi callWithToken changedSettings completed firstOf furtherSecrets hidden isThere jsonCall',
    'readDocument readPages',
    'learned marketingConsent needs obtainToken oneOf planWebhooks proving registerWebhooks requestJson',
    'requestToken askForToken restWebhook secret sendJson settingsOf signingSecrets successOf word',
  ].flatMap(names => names.split(' ')),
)

const receiver = { path: '/to', category: 'email', identity: { by: 'email' }, person: '/to' }
const rows = [
  { path: '/**/(first name)', category: 'name' },
  { path: '/**/*others', category: 'email', when: { '/**/*others': { shape: 'email' } } },
  { path: '/*', category: 'account_id', read: { match: /a(?=.)/ } },
  { path: '/*/*', category: 'phone', read: { split: ';' } },
]

function conditionsOf(compiler) {
  return compiler().compile({
    type: ['a*', 'b'],
    name: ['first name*', '_*'],
    '/a': { shape: 'email' },
    '/b': { shape: 'phone' },
  })
}

/** Each function of those folders, ready to be called with a text: `{ name, run, isDecoder }`. */
export async function inputFunctions() {
  const exported = []
  for (const file of folders.flatMap(filesOf)) {
    const isDecoder = file.includes('/formats/')
    for (const [name, call] of Object.entries(await import(pathToFileURL(file).href))) {
      if (typeof call === 'function') exported.push({ name, call, isDecoder })
    }
  }
  const given = Object.fromEntries(exported.map(({ name, call }) => [name, call]))
  return exported
    .filter(({ name }) => !others.has(name))
    .map(({ name, call, isDecoder }) => {
      const how = calls[name] ?? ((own, text) => own(text))
      return { name, isDecoder, run: text => ignoringRefusal(() => how(call, text, given)) }
    })
}

function filesOf(folder) {
  return readdirSync(join(root, folder))
    .filter(name => name.endsWith('.js'))
    .map(name => join(root, folder, name))
}

/** To be refused is an answer; that the stack overflows is none. */
function ignoringRefusal(run) {
  try {
    return run()
  } catch (error) {
    if (error instanceof RangeError) throw error
    return null
  }
}
