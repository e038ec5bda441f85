import { assertSame, withEach } from './assertions.ts'
import { type Batch, batchOf, multiplied } from './batch.ts'
import { maxBytesOf } from './bodies.ts'
import type { Check, SuiteContext } from './check.ts'

const most = 10_000

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
        const { specimen } = batch
        const { body, count } = multiplied(batch, most, maxBytesOf(context.adapter))
        await withEach([specimen], async (_specimen, rig) => {
          const reply = await rig.send(specimen.with(body))
          const what = `${specimen.file}: ${count} events in ${body.length} bytes`
          const reason = reply.observation?.reason ?? reply.observation?.code
          assertSame(reply.status, 200, `${what}: status (${reason})`)
          assertSame(rig.store.activities.length, count, `${what}: recorded`)
        })
      }
    },
  },
]

/** Deliveries that hold a list of events, the longest first. */
function batches({ specimens }: SuiteContext): readonly Batch[] {
  return specimens
    .flatMap(specimen => batchOf(specimen) ?? [])
    .sort((a, b) => b.items.length - a.items.length)
}
