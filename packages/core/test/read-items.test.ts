import { type PlatformEvent, readItems } from '@conduit/core'
import { test } from 'tap'

const eventOf = (data: unknown, path: string): PlatformEvent => ({
  type: 't',
  meaning: 'processing',
  occurredAt: null,
  id: null,
  path,
  data,
})

test('an item that cannot be read stops no other', async t => {
  const { events, rejected } = readItems([1, 'x', 2], '/a/b', (item, path) =>
    typeof item === 'number' ? eventOf(item, path) : 'not a number',
  )
  t.strictSame(
    events.map(({ data, path }) => [data, path]),
    [
      [1, '/a/b/0'],
      [2, '/a/b/2'],
    ],
  )
  t.strictSame(rejected, [{ path: '/a/b/1', reason: 'not a number' }])
})

test('an item may be several events, or none', async t => {
  const { events, rejected } = readItems([2, 0, 1], '', (count, path) =>
    Array.from({ length: Number(count) }, (_, index) => eventOf(index, path)),
  )
  t.strictSame(
    events.map(({ data, path }) => [data, path]),
    [
      [0, '/0'],
      [1, '/0'],
      [0, '/2'],
    ],
  )
  t.strictSame(rejected, [])
})
