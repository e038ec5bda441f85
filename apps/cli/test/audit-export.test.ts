import { execFile } from 'node:child_process'
import { cp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { noteSigner, verifierKey } from '@conduit/privacy/merkle'
import { t as root, type Test, test } from 'tap'
import { type AuditScene, auditScene } from './support/audit-scene.ts'
import { falsifiedExports } from './support/falsified-exports.ts'

root.setTimeout(600_000)

interface Verified {
  readonly exitCode: number
  readonly stderr: string
  readonly faults: readonly string[]
  readonly log: string
  readonly entries: number
}

/** Runs the program that comes with an export, with Node and nothing else. */
async function verify(folder: string, words: readonly string[] = []): Promise<Verified> {
  const program = join(folder, 'verify.mjs')
  return await new Promise(resolve => {
    execFile(process.execPath, [program, ...words, '--json'], (error, stdout, stderr) => {
      const { faults = [], ...rest } = JSON.parse(stdout || '{}')
      const told = faults.map(({ kind, seq }: Record<string, string>) => `${kind} ${seq}`)
      resolve({ exitCode: error === null ? 0 : Number(error.code), stderr, ...rest, faults: told })
    })
  })
}

async function keyOf(folder: string): Promise<string> {
  return (await readFile(join(folder, 'keys.txt'), 'utf8')).trim()
}

test('an exported log is verified offline, and each way to falsify it is named', async t => {
  const scene = await auditScene(t)
  const [folder, foreign] = [await scene.exported('own'), await scene.exported('foreign', 'other')]
  t.match(await verify(folder), {
    ...{ exitCode: 0, faults: [], entries: 12, log: `conduit-audit/${scene.uuid}` },
  })
  for (const { name, do: falsify, found } of falsifiedExports) {
    const copy = join(dirname(folder), 'falsified')
    await cp(folder, copy, { recursive: true })
    await falsify(copy, foreign, scene)
    const { exitCode, faults } = await verify(copy)
    t.same({ exitCode, faults }, { exitCode: 1, faults: found }, name)
    await rm(copy, { recursive: true })
  }
  await sayWhoseKeys(t, scene, folder)
})

/** A whole export that somebody made up is only found by a key, or a checkpoint, that one has kept. */
async function sayWhoseKeys(t: Test, { uuid }: AuditScene, folder: string): Promise<void> {
  const key = await keyOf(folder)
  t.match(await verify(folder, ['--key', key]), { exitCode: 0, areKeysYours: true })
  const name = `conduit-audit/${uuid}`
  const stranger = verifierKey(noteSigner(name, Buffer.alloc(32, 7)))
  const { exitCode, faults } = await verify(folder, ['--key', stranger])
  t.equal(exitCode, 1)
  t.ok(faults.includes('replaced_checkpoint 12'))
  t.match(await verify(folder, ['--key', 'none']), { exitCode: 2, stderr: /no keys of one log/ })
}

test('checkpoints that somebody has kept are compared', async t => {
  const scene = await auditScene(t)
  const folder = await scene.exported('own')
  const kept = join(dirname(folder), 'kept.txt')
  await cp(join(folder, 'checkpoints.txt'), kept)
  await scene.act(1, 30, 30)
  const younger = await scene.exported('younger')
  t.match(await verify(younger, ['--anchors', kept]), { exitCode: 0, entries: 14 })
  t.match(await verify(folder, ['--anchors', join(younger, 'checkpoints.txt')]), {
    ...{ exitCode: 1, faults: ['truncated 13'] },
  })
  for (const name of ['checkpoints.txt', 'anchors-1.txt', 'anchors-2.txt'])
    await writeFile(join(folder, name), '')
  t.match(await verify(folder, ['--anchors', kept]), { exitCode: 1 })
  const other = await scene.exported('foreign', 'other')
  t.match(await verify(other, ['--anchors', kept]), { exitCode: 0 }, 'those of others say nothing')
})

test('an entry that is written for a day in the past is told of in an export', async t => {
  const scene = await auditScene(t)
  await scene.act(1, -10_000, 30)
  t.match(await verify(await scene.exported('own')), { exitCode: 1, faults: ['backdated 13'] })
})

test('the proof of one entry is verified offline', async t => {
  const scene = await auditScene(t)
  const folder = await scene.exported('own')
  const key = await keyOf(folder)
  const of = ['--controller', scene.id]
  const proven = await scene.server.json<{ entry: string }>(['audit', 'prove', '5', ...of])
  const file = join(folder, 'proof.json')
  const tried = async (proof: object, words = ['--key', key]) => {
    await writeFile(file, JSON.stringify(proof))
    return await verify(folder, [file, ...words])
  }
  t.match(await tried(proven), { exitCode: 0, faults: [] })
  const altered = { ...proven, entry: proven.entry.replace('success', 'failure') }
  t.match(await tried(altered), { exitCode: 1, faults: ['altered 5'] })
  t.match(await tried({ ...proven, proof: [] }), { exitCode: 1, faults: ['altered 5'] })
  const foreign = await keyOf(await scene.exported('foreign', 'other'))
  t.match(await tried(proven, ['--key', foreign]), {
    exitCode: 1,
    faults: ['swapped_controller 5'],
  })
  t.match(await tried(proven, []), { exitCode: 2, stderr: /give the key/ })
  t.match(await tried({}), { exitCode: 2 })
})

test('who may export a log, and what becomes of it', async t => {
  const { server, id, exported } = await auditScene(t)
  const { services } = server
  const place = t.testdir()
  const out = ['--out', join(place, 'new')]
  const of = ['--controller', id]
  for (const role of ['auditor', 'developer'] as const) {
    const key = await server.createKey(role)
    const refused = await server.call(['audit', 'export', ...of, ...out, '--key', key])
    t.match(refused, { exitCode: 1, stderr: /may not/ }, role)
  }
  const dpo = await server.createKey('dpo')
  await rm(join(place, 'new'), { recursive: true, force: true })
  t.match(await server.call(['audit', 'export', ...of, ...out, '--key', dpo]), { exitCode: 0 })
  t.match(
    await server.call(['audit', 'export', ...of, ...out]),
    { exitCode: 2 },
    'it is there already',
  )
  t.match(
    await server.call(['audit', 'export', '--controller', 'wrong', '--out', 'x'], { cwd: place }),
    {
      exitCode: 1,
    },
  )
  const packed = join(place, 'log.zip')
  t.match(
    await server.call(['audit', 'export', '--out', packed]),
    { exitCode: 0 },
    "the server's own",
  )
  t.equal((await stat(packed)).mode & 0o777, 0o600)
  t.match(await server.call(['audit', 'export', '--out', packed]), { exitCode: 2 })
  await services.sealer.seal()
  const { stdout } = await server.call(['audit', 'prove', '13', ...of])
  t.match(stdout, /"action":"audit_log.exported"/, 'that it was exported is in the log')
  t.ok((await readdir(await exported('again'))).includes('verify.html'))
})
