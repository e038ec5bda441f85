import { fileURLToPath } from 'node:url'
import { test } from 'tap'
import { prepareHandling } from '../src/finding/handling.ts'
import { largestRecordings, recordingsOf } from '../src/finding/largest-recordings.ts'
import { startHandler } from '../src/finding/start-handler.ts'

const checkout = fileURLToPath(new URL('../../../../', import.meta.url))
const shopOrders = largestRecordings(checkout).filter(({ lines }) => lines !== null)

test('what is measured are large deliveries of every adapter that has some, and long orders', async t => {
  const all = largestRecordings(checkout)
  t.strictSame(
    shopOrders.map(({ lines }) => lines),
    [10, 100, 1000, 1500],
  )
  t.ok(new Set(all.map(({ adapter }) => adapter)).size >= 16)
})

test('an order of more lines is handled as a whole', { timeout: 120_000 }, async t => {
  const [order] = shopOrders
  if (order === undefined) throw new Error('there is no order')
  const recordings = recordingsOf(checkout, order.adapter)
  const short = await prepareHandling(checkout, recordings, order)
  const long = await prepareHandling(checkout, recordings, { ...order, lines: 40 })
  t.equal(short.found.events, 1)
  t.ok(long.found.fields - short.found.fields >= 30, 'each line holds something')
  await short.handle()
})

test('a process handles what it is told, and says why it cannot', { timeout: 120_000 }, async t => {
  const [order] = shopOrders
  if (order === undefined) throw new Error('there is no order')
  const recordings = recordingsOf(checkout, order.adapter)
  const handler = await startHandler({ kind: 'prepare', checkout, recordings, handled: order })
  t.ok((await handler.handle(3)) > 0)
  handler.stop()
  const missing = { ...order, file: 'no-such-file.json' }
  await t.rejects(
    startHandler({ kind: 'prepare', checkout, recordings, handled: missing }),
    /no request in no-such-file.json/,
  )
})
