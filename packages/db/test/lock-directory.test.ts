import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Test, test } from 'tap'
import { lockDirectory } from '../src/database/lock-directory.ts'
import { hasPidNamespaces, type Program, startProgram } from './helpers/programs.ts'

const run = promisify(execFile)
const processes = 4
/** How often; `LOCK_TRIES=1000` for who wants to be sure. */
const tries = Number(process.env.LOCK_TRIES ?? 50)
const triesUntilDeath = 10

async function newDirectory(t: Test): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'conduit-lock-'))
  t.teardown(() => rm(directory, { recursive: true, force: true }))
  return directory
}

async function startTaker(t: Test, directory: string, index: number): Promise<Program> {
  const container = hasPidNamespaces && index % 2 === 0
  const program = startProgram(t, 'take-directory', [directory], { container })
  await program.next()
  return program
}

test('one of many processes gets a directory, whatever became of the one before', async t => {
  const directory = await newDirectory(t)
  const indexes = Array.from({ length: processes }, (_, index) => index)
  const takers = await Promise.all(indexes.map(index => startTaker(t, directory, index)))
  const wrong: string[][] = []
  const isRight = (answers: readonly string[]) =>
    answers.filter(answer => answer === 'taken').length === 1 &&
    answers.filter(answer => answer === 'conflict').length === processes - 1
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const answers = await Promise.all(takers.map(taker => taker.ask('take')))
    if (!isRight(answers)) wrong.push(answers)
    const index = answers.indexOf('taken')
    const owner = takers[index]
    if (owner === undefined) break
    if (attempt % triesUntilDeath === 0) {
      await owner.kill()
      takers[index] = await startTaker(t, directory, index)
    } else {
      await owner.ask('give back')
    }
  }
  t.same(wrong, [], `${tries} tries`)
  t.comment(`with process numbers of their own: ${hasPidNamespaces}`)

  const lock = await lockDirectory(directory)
  t.equal((await readdir(directory)).length, 2, 'nothing is left of the others')
  await lock.release()
})

test('one of many calls in one process gets a directory', async t => {
  const directory = await newDirectory(t)
  const calls = await Promise.allSettled(Array.from({ length: 20 }, () => lockDirectory(directory)))
  const locks = calls.flatMap(call => (call.status === 'fulfilled' ? [call.value] : []))
  t.equal(locks.length, 1)
  for (const call of calls) {
    if (call.status === 'rejected') t.match(call.reason, { code: 'conflict' })
  }
  await locks[0]?.release()
})

test('a frozen owner keeps its directory', async t => {
  const directory = await newDirectory(t)
  const owner = await startTaker(t, directory, 1)
  t.equal(await owner.ask('take'), 'taken')
  owner.process.kill('SIGSTOP')
  await t.rejects(lockDirectory(directory), { code: 'conflict' })
})

test('a copy of a directory in use can be used beside it', async t => {
  const parent = await newDirectory(t)
  const [directory, copy] = [join(parent, 'data'), join(parent, 'copy')]
  await mkdir(directory)
  const owner = await lockDirectory(directory)
  await run('cp', ['-a', directory, copy])
  const other = await lockDirectory(copy)
  t.doesNotThrow(owner.check)
  t.doesNotThrow(other.check)
  await owner.release()
  await other.release()
})

test('an owner whose directory was put away does not take the copy in its place for its own', async t => {
  const parent = await newDirectory(t)
  const [directory, away] = [join(parent, 'data'), join(parent, 'away')]
  await mkdir(directory)
  let losses = 0
  const owner = await lockDirectory(directory, () => {
    losses += 1
  })
  await rename(directory, away)
  await t.rejects(lockDirectory(away), { code: 'conflict' }, 'its files are where they were moved')
  await run('cp', ['-a', away, directory])
  const successor = await lockDirectory(directory)
  t.throws(owner.check, { code: 'unavailable' })
  t.throws(owner.check, { code: 'unavailable' })
  t.equal(losses, 1, 'that is told once')
  await owner.release()
  t.doesNotThrow(successor.check, 'what gives back no more than its own takes nothing from another')
  await t.rejects(lockDirectory(directory), { code: 'conflict' })
  await successor.release()
})

test('the path of a directory may be longer than that of a socket', async t => {
  const directory = join(await newDirectory(t), 'long'.repeat(50))
  await mkdir(directory)
  const owner = await lockDirectory(directory)
  owner.check()
  await t.rejects(lockDirectory(directory), { code: 'conflict' })
  await owner.release()
  const next = await lockDirectory(directory)
  await next.release()
})

test('where no socket can be made, that is said', async t => {
  await t.rejects(lockDirectory('/proc/self'), {
    code: 'unavailable',
    reason: /^no Unix socket can be made in the data directory \([A-Z]+\)/,
  })
})
