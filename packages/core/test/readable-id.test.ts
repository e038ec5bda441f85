import { readableId } from '@conduit/core'
import { test } from 'tap'

test('an id is shown only if it can say nothing else', async t => {
  for (const id of ['a', '5', 'evt_1-B', 'x'.repeat(128)]) t.equal(readableId(id), id)
  for (const other of ['', 'ada@example.com', 'Ada L', 'a.b', 'é', 'x'.repeat(129), 5, null, {}]) {
    t.equal(readableId(other), null, String(other))
  }
})
