import { test } from 'tap'
import { createBackoff } from '../src/database/backoff.ts'

test('pauses grow to a second while a server fails, and end with its first answer', async t => {
  let now = 0
  const backoff = createBackoff(() => now)
  t.doesNotThrow(() => backoff.check())
  for (const pause of [50, 100, 200, 400, 800, 1_000, 1_000]) {
    backoff.failed()
    now += pause - 1
    t.throws(() => backoff.check(), { code: 'unavailable' }, `not within ${pause} ms`)
    now += 1
    t.doesNotThrow(() => backoff.check())
  }
  backoff.succeeded()
  backoff.failed()
  now += 50
  t.doesNotThrow(() => backoff.check(), 'the next pause is short again')
})
