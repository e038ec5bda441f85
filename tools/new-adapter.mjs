// Starts an adapter: a copy of packages/adapter-template without what is its platform's own.
//   new-adapter <name>                                      in this repository
//   new-adapter <name> --out <folder> --package <npm name>  a package of its own, anywhere
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const template = { name: 'template', title: 'Loyalty Lane', folder: 'packages/adapter-template' }

/** What people read: how it works, how to connect it, how to erase somebody. */
const guides = ['README.md', 'connect.md', 'erase.md']

/** What a copy begins with in the place of each `#region` of the template. */
const blanks = {
  'more settings': '',
  item: '',
  envelope: 'formats: [json()], payload: Type.Object({}),',
  signature:
    "refuse('unauthorized', 'signature_missing', { detail: 'verifySignature is still to be written' })",
  events: 'return { deliveryId: null, events: [] }',
  'one event': '',
  'event types': '',
  'personal data': '',
  'technical texts': '',
  sign: 'return null',
  about: 'To do: what the platform sends, in one sentence.',
  connect: 'To do: where its secret is found, and where the webhook URL goes.',
  erase: 'To do: what a person does at the platform to erase somebody.',
  verified: 'To do: which signature over what, and how old it may be.',
  recorded: 'To do: what becomes of its events, and what is read afterwards.',
  limits: 'To do: what this adapter cannot do.',
}

const example = {
  name: 'Replace this file by a recorded delivery',
  source: 'https://example.com/the-page-that-documents-it',
  receivedAt: '2026-01-31T12:00:00.000Z',
  credentials: { signingSecret: 'the secret that signed it' },
  request: {
    method: 'POST',
    path_suffix: '/event',
    headers: { 'content-type': 'application/json', 'x-signature': 'as recorded' },
    body: '{"id":"evt_1","type":"customer.created","email":"jane@example.com"}',
  },
  expect: {
    status: 200,
    deliveryId: 'evt_1',
    events: [{ type: 'customer.created', meaning: 'subject.created', occurredAt: null }],
    subject: { identifiers: [{ category: 'email', value: 'jane@example.com' }] },
    pii: [{ path: '/email', category: 'email' }],
  },
}

try {
  const wanted = wantedFrom(process.argv.slice(2))
  writePackage(wanted)
  if (wanted.isOurs) addReference(wanted.folder)
  printNext(wanted)
} catch (error) {
  console.error(`new-adapter: ${error.message}`)
  process.exitCode = 1
}

function wantedFrom(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { out: { type: 'string' }, package: { type: 'string' } },
  })
  const [name = '', ...more] = positionals
  if (name === '' || more.length > 0) {
    throw new Error('usage: new-adapter <name> [--out <folder> --package <npm name>]')
  }
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 40) {
    const rule = 'small letters and digits, words joined by one hyphen, a letter first, at most 40'
    throw new Error(`"${name}" cannot be a name in URLs: ${rule}`)
  }
  if ((values.out === undefined) !== (values.package === undefined)) {
    throw new Error('--out and --package go together')
  }
  const isOurs = values.out === undefined
  const npmName = values.package ?? `@conduit/adapter-${name}`
  if (!/^(@[a-z0-9-][a-z0-9._-]*\/)[a-z0-9-][a-z0-9._-]*$/.test(npmName)) {
    throw new Error(`"${npmName}" cannot be its npm name: @scope/name, in small letters`)
  }
  const ours = join(root, 'packages', `adapter-${name}`)
  if (existsSync(ours)) throw new Error(`"${name}" is taken: ${relative(root, ours)} has that name`)
  const folder = isOurs ? ours : resolve(values.out)
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Error(`${folder} is not empty`)
  }
  const title = name.replaceAll(
    /(^|-)([a-z])/g,
    (_match, hyphen, first) => `${hyphen && ' '}${first.toUpperCase()}`,
  )
  return { name, npmName, title, folder, isOurs }
}

function writePackage(wanted) {
  const write = (path, text) => {
    const file = join(wanted.folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  const sources = readdirSync(join(root, template.folder, 'src'))
    .filter(file => file !== 'read.ts')
    .map(file => `src/${file}`)
  for (const path of [...guides, ...sources, 'test/conformance.test.ts']) {
    write(path, tidied(path, renamed(emptied(path), wanted)))
  }
  write('package.json', jsonText(manifest(wanted)))
  write('tsconfig.json', wanted.isOurs ? read(`${template.folder}/tsconfig.json`) : ownTsconfig())
  write('recordings/01-replace-me.json', jsonText(example))
}

/** A file of the template with its regions emptied, and without what reads at the platform. */
function emptied(path) {
  const text = read(`${template.folder}/${path}`)
  const region =
    /^ *(?:\/\/|<!--) #region (.+?)(?: -->)?\n[\s\S]*?^ *(?:\/\/|<!--) #endregion.*\n/gm
  const cut = text.replaceAll(region, (_match, title) => {
    if (blanks[title] === undefined) throw new Error(`${path}: no blank for "${title}"`)
    return `${blanks[title]}\n`
  })
  return path === 'src/index.ts' ? cut.replaceAll(/^.*\b(?:read|hosts)\b.*\n/gm, '') : cut
}

function renamed(text, { name, npmName, title, isOurs }) {
  const done = text
    .replaceAll(`@conduit/adapter-${template.name}`, npmName)
    .replaceAll(template.title, title)
    .replaceAll(`'${template.name}'`, `'${name}'`)
  return isOurs ? done : done.replace("from 'tap'", "from 'node:test'")
}

/** Without imports that nobody needs any more, and formatted. */
function tidied(path, text) {
  const biome = createRequire(join(root, 'package.json')).resolve('@biomejs/biome/bin/biome')
  const passes = [['--unsafe', '--only=correctness/noUnusedImports'], []]
  return passes.reduce((before, options) => {
    const args = [biome, 'check', '--write', ...options, `--stdin-file-path=packages/new/${path}`]
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: root,
      input: before,
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`${path} could not be formatted: ${stderr}`)
    return stdout
  }, text)
}

function manifest({ npmName, title, isOurs }) {
  const { private: _private, ...ours } = JSON.parse(read(`${template.folder}/package.json`))
  const named = { ...ours, name: npmName, description: `Conduit's adapter for ${title}.` }
  if (isOurs) return named
  // Its licence is its author's to choose.
  const { license: _license, ...rest } = named
  const { version } = JSON.parse(read('packages/core/package.json'))
  const range = name => `^${name.startsWith('@conduit/') ? version : catalogVersion(name)}`
  const ranges = names => Object.fromEntries(names.map(name => [name, range(name)]))
  return {
    ...rest,
    scripts: {
      build: 'tsc',
      test: 'tsc && node --test dist/test/*.test.js',
      prepublishOnly: 'npm test',
    },
    dependencies: ranges(Object.keys(rest.dependencies)),
    devDependencies: ranges(['@conduit/testing', '@types/node', 'typescript']),
  }
}

function catalogVersion(name) {
  const line = new RegExp(`^ {2}'?${name}'?: \\^?(.+)$`, 'm').exec(read('pnpm-workspace.yaml'))
  if (line === null) throw new Error(`the catalog has no ${name}`)
  return line[1]
}

/** Our own options, for a package that has no neighbours. */
function ownTsconfig() {
  const { compilerOptions, include } = JSON.parse(read('tsconfig.base.json'))
  const { composite: _composite, tsBuildInfoFile: _file, ...options } = compilerOptions
  return jsonText({ compilerOptions: options, include })
}

function addReference(folder) {
  const path = 'tsconfig.json'
  const line = `    { "path": "${relative(root, folder)}" },`
  const lines = read(path).split('\n')
  const isAdapter = each => each.includes('"packages/adapter-')
  const next = lines.findIndex(each => isAdapter(each) && each > line)
  lines.splice(next < 0 ? lines.findLastIndex(isAdapter) + 1 : next, 0, line)
  writeFileSync(join(root, path), lines.join('\n'))
}

function printNext({ title, folder, isOurs }) {
  const place = relative(process.cwd(), folder) || '.'
  const [install, test] = isOurs
    ? [
        'npx -y pnpm@12 install',
        `npx -y pnpm@12 build && node ${place}/dist/test/conformance.test.js`,
      ]
    : [`cd ${place} && npm install`, 'npm test']
  console.log(`${place} is there. docs/write-an-adapter.md leads through the rest:
1. ${install}
2. record deliveries of ${title} into ${place}/recordings, free of real people
3. fill in ${place}/src, file by file, and README.md
4. ${test}
   what fails is what is left to do; with nothing left, it conforms`)
}

function read(path) {
  return readFileSync(join(root, path), 'utf8')
}

function jsonText(value) {
  return `${JSON.stringify(value, null, 2)}\n`
}
