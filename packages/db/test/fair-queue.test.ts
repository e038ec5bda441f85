import { test } from 'tap'
import { fairQueue } from '../src/deliveries/fair-queue.ts'

const one = () => 1

test('each owner has its turn, and its own things stay in order', async t => {
  const queue = fairQueue<string>(100)
  for (const item of ['a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'c2']) queue.add(item[0] ?? '', item)
  t.strictSame(queue.take(one, 4), ['a1', 'b1', 'c1', 'a2'])
  queue.add('d', 'd1')
  t.strictSame(queue.take(one, 4), ['c2', 'a3', 'd1', 'a4'])
  t.strictSame(queue.take(one, 4), [])
  t.equal(queue.length, 0)
})

test('what is larger than the room goes alone', async t => {
  const queue = fairQueue<string>(100)
  for (const item of ['large', 'b']) queue.add(item, item)
  t.strictSame(
    queue.take(({ length }) => length, 3),
    ['large'],
  )
  t.strictSame(
    queue.take(({ length }) => length, 3),
    ['b'],
  )
})

test('some of what waits can be taken out, and the rest keeps its turn', async t => {
  const queue = fairQueue<string>(100)
  for (const item of ['a1', 'a2', 'b1', 'c2']) queue.add(item.slice(0, 1), item)
  t.strictSame(
    queue.takeAll(item => item.endsWith('1')),
    ['a1', 'b1'],
  )
  t.equal(queue.length, 2)
  t.strictSame(queue.take(one, 10), ['a2', 'c2'])
})

test('one owner that fills the queue keeps nobody else out', async t => {
  const queue = fairQueue<number>(10)
  const added = (owner: string) =>
    Array.from({ length: 100 }, (_, item) => queue.add(owner, item)).filter(Boolean).length
  t.equal(added('a'), 10)
  t.equal(added('b'), 5)
  t.equal(added('c'), 4)
  t.equal(added('a'), 0)
  queue.take(one, 15)
  t.equal(added('a'), 6, 'what was taken out makes room')
})
