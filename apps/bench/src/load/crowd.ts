// Sends lists of events without a pause, in a process of its own, until its parent lets it go.
import { eventList, listHeaders } from './event-list.ts'

/** What a crowd is told. */
export interface CrowdJob {
  /** Where to send; on this machine. */
  readonly url: string
  /** Callers, each with one call under way. */
  readonly callers: number
  /** Events in each list. */
  readonly events: number
}

/** What it did. */
export interface CrowdResult {
  /** How often each status was answered. */
  readonly statuses: Readonly<Record<string, number>>
}

const statuses: Record<string, number> = {}
let isOver = false
let all: Promise<unknown> = Promise.resolve()

process.on('message', async (order: CrowdJob | 'stop') => {
  if (order === 'stop') {
    isOver = true
    await all
    process.send?.({ statuses } satisfies CrowdResult)
    return process.disconnect()
  }
  const callers = Array.from({ length: order.callers }, (_, caller) => call(order, caller))
  all = Promise.all(callers)
})

/** One caller. What was not accepted is sent again as it was, as platforms do. */
async function call({ url, events }: CrowdJob, caller: number): Promise<void> {
  let number = 0
  let list = eventList(events, `${caller}-${number}`)
  while (!isOver) {
    const headers = listHeaders(`msg_${caller}_${number}`, new Date(), list)
    const reply = await fetch(url, { method: 'POST', headers, body: new Uint8Array(list) })
    await reply.arrayBuffer()
    statuses[reply.status] = (statuses[reply.status] ?? 0) + 1
    if (!reply.ok) continue
    number += 1
    list = eventList(events, `${caller}-${number}`)
  }
}
