import { assertSame } from '../assertions/assert-same.ts'
import { maxBytesOf } from '../body/max-bytes-of.ts'
import type { Check, SuiteContext } from '../context/check.ts'
import { withEach } from '../context/with-server.ts'
import { type Batch, batchOf } from './batch-of.ts'
import { multiplied } from './multiplied.ts'

const most = 10_000
const mostRepetitions = 30

/** A platform that sends lists may send long ones. */
export const batchChecks: readonly Check[] = [
  {
    name: 'batches: thousands of events in one delivery are recorded once each',
    hint: 'read every item of the list, in time that grows with its length; endpoint.maxBytes says how much is taken, and an item’s id what makes it one of its own.',
    skip: context =>
      batches(context).length > 0
        ? null
        : 'no recording holds a list of events, in JSON or in a form',
    run: async context => {
      for (const batch of batches(context).slice(0, 1)) {
        const { delivery } = batch
        const { body, count } = multiplied(batch, most, maxBytesOf(context.adapter))
        await withEach([delivery], async (_delivery, server) => {
          const call = delivery.with(body)
          let reply = await server.send(call)
          // What takes longer than a platform waits is sent again, and goes on where it was.
          for (let sent = 1; reply.status === 503 && sent < mostRepetitions; sent += 1) {
            reply = await server.send(call)
          }
          const what = `${delivery.file}: ${count} events in ${body.length} bytes`
          const reason = reply.observation?.reason ?? reply.observation?.code
          assertSame(reply.status, 200, `${what}: status (${reason})`)
          assertSame(server.store.activities.length, count, `${what}: recorded`)
        })
      }
    },
  },
]

/** Deliveries that hold a list of events, the longest first. */
function batches({ oneOfEachKind }: SuiteContext): readonly Batch[] {
  return oneOfEachKind
    .flatMap(delivery => batchOf(delivery) ?? [])
    .sort((a, b) => b.items.length - a.items.length)
}
