import { setImmediate as nextTurn } from 'node:timers/promises'
import { test } from 'tap'
import { createTurns } from '../src/receiver/own-turn.ts'

const hour = 3_600_000

/** Turns by a clock that stands still, and work that lasts until it is told to end. */
function setOut() {
  const clock = { time: 0 }
  const turns = createTurns(() => clock.time, hour)
  const done: string[] = []
  const large = async (name: string, milliseconds = 0) => {
    await turns.own()
    clock.time += milliseconds
    done.push(name)
  }
  const small = () => {
    let end = () => {}
    const ended = turns.small(() => new Promise<void>(resolve => (end = resolve)))
    return { end: () => end(), ended: ended.then(() => done.push('small')) }
  }
  return { done, large, small }
}

const aWhile = async () => {
  for (const _ of Array(20)) await nextTurn()
}

test('what is large takes turns of the event loop, in the order of arrival', async t => {
  const { done, large } = setOut()
  const turns: string[][] = []
  const all = Promise.all([large('a'), large('b'), large('c')])
  for (const _ of Array(6)) {
    await nextTurn()
    turns.push([...done])
  }
  await all
  t.strictSame(done, ['a', 'b', 'c'])
  for (const [index, before] of turns.entries()) {
    const now = turns[index + 1] ?? before
    t.ok(now.length - before.length <= 1, 'one at a time')
  }
})

test('what is small goes first, as long as the turn before it took', async t => {
  const { done, large, small } = setOut()
  await large('before', 600_000)
  const call = small()
  const waiting = large('large')
  await aWhile()
  t.strictSame(done, ['before'], 'ten minutes are not over')
  call.end()
  await Promise.all([call.ended, waiting])
  t.strictSame(done, ['before', 'small', 'large'], 'its answer goes first too')
})

test('every small one that is under way is waited for', async t => {
  const { done, large, small } = setOut()
  await large('before', 600_000)
  const calls = [small(), small()]
  const waiting = large('large')
  calls[0]?.end()
  await aWhile()
  t.strictSame(done, ['before', 'small'])
  calls[1]?.end()
  await waiting
  t.strictSame(done, ['before', 'small', 'small', 'large'])
})

test('a small one that does not end keeps nothing large waiting for ever', async t => {
  const { done, large, small } = setOut()
  small()
  await large('first', 2)
  await large('second', 2)
  t.strictSame(done, ['first', 'second'])
})

test('a small one that fails is over', async t => {
  const clock = { time: 0 }
  const turns = createTurns(() => clock.time, hour)
  await turns.own()
  clock.time += 600_000
  await nextTurn()
  await t.rejects(
    turns.small(async () => {
      throw new Error('no')
    }),
    { message: 'no' },
  )
  await turns.own()
  t.pass('nobody is waited for')
})
