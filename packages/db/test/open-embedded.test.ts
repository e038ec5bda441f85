import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openDatabase } from '@conduit/db'
import { placeEmbeddedFiles } from '@conduit/local-postgres'
import { sql } from 'drizzle-orm'
import { type Test, test } from 'tap'
import { processingActivities } from '../src/schema/index.ts'
import { hasPidNamespaces, startProgram } from './helpers/programs.ts'
import { countOf, rows } from './helpers/rows.ts'

const run = promisify(execFile)

async function newDirectory(t: Test): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'conduit-data-'))
  t.teardown(() => rm(directory, { recursive: true, force: true }))
  return directory
}

async function withFiles(t: Test): Promise<string> {
  const directory = await newDirectory(t)
  await placeEmbeddedFiles(directory)
  return directory
}

test('the files of a new database are whole or not there', async t => {
  const dataDir = await newDirectory(t)
  const unfinished = join(dataDir, 'pglite.new-broken')
  await mkdir(unfinished)
  await writeFile(join(unfinished, 'PG_VERSION'), 'broken off')
  const database = await openDatabase({ dataDir })
  t.same(await rows(database, sql`select 1 as one`), [{ one: 1 }])
  await database.close()
  await t.rejects(stat(unfinished), { code: 'ENOENT' })
  t.same(await openToOthers(dataDir), [])
})

test('an owner that was frozen and has a successor writes nothing beside it', async t => {
  const dataDir = await withFiles(t)
  const owner = startProgram(t, 'record-on-request', [dataDir])
  t.equal(await owner.next(), 'open')
  t.equal(await owner.ask('record'), 'recorded')
  owner.process.kill('SIGSTOP')
  await t.rejects(openDatabase({ dataDir }), { code: 'conflict' }, 'it may wake up')

  // What somebody does who takes a server that does not answer for dead.
  for (const name of await readdir(dataDir)) {
    if (name.startsWith('conduit.')) await rm(join(dataDir, name))
  }
  const successor = startProgram(t, 'record-on-request', [dataDir])
  t.equal(await successor.next(), 'open')
  t.equal(await successor.ask('record'), 'recorded')

  owner.process.kill('SIGCONT')
  t.equal(await owner.ask('record'), 'unavailable lost')
  t.equal(await owner.ask('record'), 'unavailable lost', 'that is told once')
  owner.process.stdin.end()
  t.equal(await owner.next(), 'closed')

  t.equal(await successor.ask('record'), 'recorded')
  await successor.kill()
  const database = await openDatabase({ dataDir })
  t.equal(await countOf(database, processingActivities), 3)
  await database.close()
})

test('of two containers with one directory one starts', async t => {
  if (!hasPidNamespaces) return t.plan(0, 'process numbers of their own are not allowed here')
  const dataDir = await withFiles(t)
  const programs = [1, 2].map(() =>
    startProgram(t, 'record-on-request', [dataDir], { container: true }),
  )
  const answers = await Promise.all(programs.map(program => program.next()))
  t.same(answers.toSorted(), ['conflict', 'open'])
})

test('directory and files are for their owner alone, whatever they were', async t => {
  const dataDir = await withFiles(t)
  await run('chmod', ['-R', 'a+rwX', dataDir])
  const other = join(dataDir, 'notes.txt')
  await writeFile(other, '')
  await chmod(other, 0o644)
  const database = await openDatabase({ dataDir })
  await database.run(executor => executor.execute(sql`create table added (n int)`))
  t.same(await openToOthers(dataDir), [other], 'what is not ours stays, behind a closed door')
  await database.close()
})

/** Files and directories that others than their owner may use in some way. */
async function openToOthers(directory: string): Promise<string[]> {
  const { stdout } = await run('find', [directory, '!', '-type', 'l', '-perm', '/077'])
  return stdout.split('\n').filter(path => path !== '')
}

test('damaged files are told as such, and nothing new is made in their place', async t => {
  const damages: Record<string, (files: string) => Promise<unknown>> = {
    'cut off': files => truncate(join(files, 'global/pg_control'), 100),
    'without their version': files => rm(join(files, 'PG_VERSION')),
    'no directory': async files => {
      await rm(files, { recursive: true })
      await writeFile(files, '')
    },
  }
  for (const [name, damage] of Object.entries(damages)) {
    const dataDir = await withFiles(t)
    await damage(join(dataDir, 'pglite'))
    const expected = { code: 'unavailable', reason: /damaged or not all there/ }
    await t.rejects(openDatabase({ dataDir }), expected, name)
    await t.rejects(openDatabase({ dataDir }), expected, `${name}: the directory is given back`)
  }
})

test('a directory that cannot be made is told', async t => {
  const file = join(await newDirectory(t), 'file')
  await writeFile(file, '')
  await t.rejects(openDatabase({ dataDir: join(file, 'data') }), {
    code: 'unavailable',
    reason: 'the data directory cannot be made (ENOTDIR)',
  })
})
