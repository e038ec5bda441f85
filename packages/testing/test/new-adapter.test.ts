import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { IntegrationAdapter, Samples } from '@conduit/core'
import { type Test, test } from 'tap'
import { compile, conform, edit, type Workshop, workshop } from './support/workshop.ts'
import { verdictsOf } from './verdicts.ts'

test('a fresh adapter compiles, and its test says what is left to do', async t => {
  const shop = await workshop(t)
  const { code, stdout, stderr } = await shop.newAdapter('gift-card')
  t.equal(code, 0, stderr)
  t.match(stdout, /^1\. .*install$/m)
  t.match(
    await readFile(join(shop.folder, 'tsconfig.json'), 'utf8'),
    '"packages/adapter-gift-card"',
  )
  const own = join(shop.folder, 'packages/adapter-gift-card')
  t.notMatch(await textOf(own), /template|lane|loyalty/i, 'nothing of the template is left')
  await assertToDo(t, shop, own)
})

test('so does one outside of this repository', async t => {
  const shop = await workshop(t)
  const own = join(shop.folder, 'elsewhere')
  const words = ['gift-card', '--out', own, '--package', '@acme/conduit-gift-card']
  const { code, stderr } = await shop.newAdapter(...words)
  t.equal(code, 0, stderr)
  const manifest = JSON.parse(await readFile(join(own, 'package.json'), 'utf8'))
  t.match(manifest, { name: '@acme/conduit-gift-card', dependencies: { '@conduit/core': /^\^\d/ } })
  t.notMatch(JSON.stringify(manifest), /workspace:|catalog:|undefined/)
  await assertToDo(t, shop, own)
})

test('names that would not do are refused, with the rule', async t => {
  const { newAdapter, folder } = await workshop(t)
  const before = await readFile(join(folder, 'tsconfig.json'), 'utf8')
  const refused = {
    Gift: /cannot be a name in URLs: small letters/,
    gift_card: /cannot be a name in URLs/,
    'gift--card': /cannot be a name in URLs/,
    '../gift': /cannot be a name in URLs/,
    template: /is taken: packages\/adapter-template/,
    '': /usage/,
    'gift --out x': /--out and --package go together/,
    'gift --out x --package gift': /@scope\/name/,
    'gift --out packages --package @acme/gift': /is not empty/,
    'template --out x --package @acme/template': /is taken/,
  }
  for (const [words, message] of Object.entries(refused)) {
    const { code, stderr } = await newAdapter(...words.split(' ').filter(word => word !== ''))
    t.equal(code, 1, words)
    t.match(stderr, message, words)
  }
  t.strictSame((await readdir(join(folder, 'packages'))).sort(), [
    'adapter-template',
    'core',
    'privacy',
    'recordings',
    'testing',
  ])
  t.equal(await readFile(join(folder, 'tsconfig.json'), 'utf8'), before)
})

test('filled in, it conforms; with a mistake, it does not, and is told which', async t => {
  const shop = await workshop(t)
  await shop.newAdapter('gift-card')
  const own = join(shop.folder, 'packages/adapter-gift-card')
  await fillIn(shop, own)
  await shop.install(own)
  t.strictSame(await compile(own), { code: 0, stdout: '', stderr: '' })
  const { code, leftToDo } = await conform(own)
  t.equal(code, 0)
  t.strictSame([...leftToDo], [])
  for (const mistake of mistakes) {
    await t.test(mistake.name, async t => {
      const copy = join(shop.folder, 'packages', mistake.name.replaceAll(/\W+/g, '-'))
      await cp(own, copy, { recursive: true, verbatimSymlinks: true })
      await edit(join(copy, 'src', mistake.file), mistake.before, mistake.after)
      t.strictSame(await compile(copy), { code: 0, stdout: '', stderr: '' })
      const load = async (file: string) =>
        (await import(pathToFileURL(join(copy, 'dist/src', file)).href)).default
      const adapter: IntegrationAdapter = await load('index.js')
      const samples: Samples = await load('samples.js')
      const { told } = await verdictsOf(adapter, samples, name => name === mistake.fails)
      for (const line of told) t.comment(line)
      t.equal(told[2], mistake.fails)
      t.match(told.slice(3).join('\n'), mistake.says)
    })
  }
})

const mistakes = [
  {
    name: 'no check of the signature',
    file: 'verify-signature.ts',
    before: /checkTimestamp\([\s\S]*?\n {2}\}\)\n/,
    after: '',
    fails: 'signature: other bytes than the signed ones are refused',
    says: /bit flipped in byte 0: accepted by verifySignature and answered with 400/,
  },
  {
    name: 'a value in a reason',
    file: 'parse-event.ts',
    before: ": 'not an event'",
    after: ": 'not an event: ' + JSON.stringify(data)",
    fails: 'personal data: values of another form do not leave with a refusal',
    says: /a stored record holds what stood at \/events\/0\/.*: quarantine\.reason=/,
  },
  {
    name: 'a value in a refusal',
    file: 'verify-signature.ts',
    before: 'verifyHmac({',
    after:
      "if (header('x-lane-signature') === '') refuse('unauthorized', 'signature_missing', { detail: 'no signature for ' + bytes })\n  verifyHmac({",
    fails: 'personal data: what is not proven does not leave with its refusal',
    says: /the observation holds what stood at \/events\/0\/.*: reason=/,
  },
  {
    name: 'a value in the delivery id',
    file: 'parse-event.ts',
    before: 'deliveryId: payload.delivery',
    after: 'deliveryId: payload.delivery + JSON.stringify(payload)',
    fails: 'personal data: what arrives does not leave',
    says: /what is given to be kept in clear holds what stood at \/events\/0\/.*: deliveryId=/,
  },
  {
    name: 'a value in the log',
    file: 'parse-event.ts',
    before: 'const { id, type, at, member } = data',
    after: 'const { id, type, at, member } = data\n  console.log(data)',
    fails: 'purity: no clock, chance, environment, disk or network',
    says: /parseEvent used what it was not given:\n +- console\.log\(\)/,
  },
  {
    name: 'a value in an error',
    file: 'parse-event.ts',
    before: 'const { id, type, at, member } = data',
    after:
      'const { id, type, at, member } = data\n  if (at === undefined) throw new Error(JSON.stringify(data))',
    fails: 'recordings: 01-batch.json',
    says: /parseEvent threw Error: .*, at eventOf \(.*parse-event\.[jt]s:\d+/,
  },
  {
    name: 'a value in the type of an event',
    file: 'parse-event.ts',
    before: '    type,\n    meaning,',
    after: '    type: type + JSON.stringify(member),\n    meaning,',
    fails: 'personal data: what arrives does not leave',
    says: /what is given to be kept in clear holds what stood at \/events\/0\/.*: events\.0\.type=/,
  },
  {
    name: 'a look at the clock',
    file: 'parse-event.ts',
    before: 'occurredAt: isoTime(at)',
    after: 'occurredAt: isoTime(at) ?? new Date()',
    fails: 'purity: no clock, chance, environment, disk or network',
    says: /parseEvent used what it was not given:\n +- new Date\(\)/,
  },
]

/** What a stranger finds in the beginning: no crash, but a list. */
async function assertToDo(t: Test, shop: Workshop, own: string): Promise<void> {
  await shop.install(own)
  t.strictSame(await compile(own), { code: 0, stdout: '', stderr: '' })
  const { code, stderr, leftToDo } = await conform(own)
  t.equal(code, 1)
  t.equal(stderr, '')
  for (const [check, lines] of leftToDo) t.comment(`${check}\n${lines}`)
  t.strictSame(
    [...leftToDo.keys()],
    [
      'contract: tables are filled in',
      'signature: what the platform sent is accepted',
      'recordings: 01-replace-me.json',
    ],
  )
  const text = [...leftToDo.values()].join('')
  t.match(text, /tables\.events is empty: say which/)
  t.match(text, /verifySignature refuses everything/)
}

/** Does the author's work: puts the parts of the template in the place of the blanks. */
async function fillIn({ folder }: Workshop, own: string): Promise<void> {
  const template = join(folder, 'packages/adapter-template')
  await rm(join(own, 'recordings'), { recursive: true })
  for (const part of ['src', 'recordings']) {
    await mkdir(join(own, part), { recursive: true })
    await cp(join(template, part), join(own, part), { recursive: true })
  }
  await edit(join(own, 'src/index.ts'), "name: 'template'", "name: 'gift-card'")
}

async function textOf(folder: string): Promise<string> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const texts = files
    .filter(file => file.isFile())
    .map(file => readFile(join(file.parentPath, file.name), 'utf8'))
  return (await Promise.all(texts)).join('\n')
}
