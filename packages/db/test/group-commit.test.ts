import { ConduitError } from '@conduit/core'
import { test } from 'tap'
import { groupCommit } from '../src/deliveries/group-commit.ts'

interface Flight {
  readonly items: readonly string[]
  readonly land: () => void
  readonly crash: (error: unknown) => void
}

/** A group commit over letters whose flights the test lands by hand. */
function harness(options: { maxSize?: number; maxWaiting?: number; now?: () => number } = {}) {
  const flights: Flight[] = []
  const group = groupCommit<string, string>({
    commit: items =>
      new Promise((resolve, reject) => {
        const land = () => resolve(items.map(item => item.toUpperCase()))
        flights.push({ items, land, crash: reject })
      }),
    ownerOf: item => item,
    sizeOf: item => item.length,
    maxSize: 3,
    maxWaiting: 100,
    ...options,
  })
  return { group, flights }
}

const turn = () => new Promise(resolve => setImmediate(() => setImmediate(resolve)))

test('items of one turn leave together, later ones gather behind them', async t => {
  const { group, flights } = harness()
  const first = [group.add('a'), group.add('b')]
  await turn()
  const second = [group.add('c'), group.add('d'), group.add('e'), group.add('f')]
  await turn()
  t.same(
    flights.map(({ items }) => items),
    [['a', 'b']],
  )
  flights[0]?.land()
  t.same(await Promise.all(first), ['A', 'B'])
  t.same(flights[1]?.items, ['c', 'd', 'e'], 'as many as a group holds')
  flights[1]?.land()
  await turn()
  t.same(flights[2]?.items, ['f'])
  flights[2]?.land()
  t.same(await Promise.all(second), ['C', 'D', 'E', 'F'])
})

test('an item larger than a group goes alone', async t => {
  const { group, flights } = harness()
  const all = [group.add('abcdefg'), group.add('h')]
  await turn()
  t.same(flights[0]?.items, ['abcdefg'])
  flights[0]?.land()
  await turn()
  flights[1]?.land()
  t.same(await Promise.all(all), ['ABCDEFG', 'H'])
})

test('a group that fails because of one item is split until that one stands alone', async t => {
  const committed: string[][] = []
  const group = groupCommit<string, string>({
    commit: async items => {
      if (items.includes('x')) throw new Error('poison')
      committed.push([...items])
      return items
    },
    ownerOf: item => item,
    sizeOf: () => 1,
    maxSize: 200,
    maxWaiting: 200,
  })
  const letters = ['a', 'b', 'x', 'c', 'd', 'e', 'f', 'g']
  const settled = await Promise.allSettled(letters.map(letter => group.add(letter)))
  t.same(
    settled.map(({ status }) => status === 'fulfilled'),
    letters.map(letter => letter !== 'x'),
  )
  t.same(committed.flat().sort(), ['a', 'b', 'c', 'd', 'e', 'f', 'g'], 'each once')
})

test('a failure of the database is not tried item by item', async t => {
  const { group, flights } = harness()
  const all = Promise.allSettled([group.add('a'), group.add('b')])
  await turn()
  flights[0]?.crash(new ConduitError('unavailable'))
  t.same(
    (await all).map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  t.equal(flights.length, 1)
})

test('who waited for a group that the database failed late is refused along with it', async t => {
  let now = 0
  const { group, flights } = harness({ now: () => now })
  const flying = group.add('a')
  await turn()
  const early = [group.add('b'), group.add('b')]
  now = 3_600
  const late = [group.add('b'), group.add('c')]
  now = 4_000
  const failed = Promise.allSettled([flying, ...early])
  flights[0]?.crash(new ConduitError('unavailable'))
  const told = (await failed).map(each => each.status === 'rejected' && each.reason.code)
  t.same(told, ['unavailable', 'unavailable', 'unavailable'], 'not four seconds later')
  await turn()
  t.same(
    flights.map(({ items }) => items),
    [['a'], ['b', 'c']],
    'who came a moment ago has the time to try',
  )
  flights[1]?.land()
  t.same(await Promise.all(late), ['B', 'C'])
})

test('too much is refused, and so is everything after close, which waits for the rest', async t => {
  const { group, flights } = harness({ maxWaiting: 1 })
  const flying = group.add('a')
  await turn()
  const waiting = group.add('b')
  await t.rejects(group.add('b'), { code: 'unavailable', retryAfterSeconds: 5 })
  let isClosed = false
  // Whoever closes it once more waits for the same.
  const closing = Promise.all([group.close(), group.close()]).then(() => {
    isClosed = true
  })
  await t.rejects(group.add('d'), { code: 'unavailable' })
  flights[0]?.land()
  t.equal(await flying, 'A')
  await turn()
  t.equal(isClosed, false)
  flights[1]?.land()
  t.equal(await waiting, 'B')
  await closing
  t.equal(isClosed, true)
})
