// Sends loads that its parent orders, in a process of its own: what sending costs must not be
// counted with a server, nor wait for the one who measures.
import { openConnection } from './connection.ts'
import type { LoadJob } from './load-job.ts'
import { prepareRequests } from './prepare-requests.ts'
import { type ReadyLoad, sendLoad } from './send-load.ts'
import type { Answer, Order } from './start-sender.ts'

let ready: ReadyLoad | null = null

process.on('message', async (order: Order) => {
  if (order.kind === 'prepare') {
    ready = await prepare(order.job)
    return answer({ kind: 'ready' })
  }
  if (ready === null) throw new Error('nothing is prepared')
  const result = await sendLoad(ready)
  for (const connection of ready.connections) connection.close()
  ready = null
  answer({ kind: 'result', result })
})

async function prepare(job: LoadJob): Promise<ReadyLoad> {
  const requests = prepareRequests(job, new Date())
  const port = Number(new URL(job.url).port)
  const connections = await Promise.all(
    Array.from({ length: job.connections }, () => openConnection(port)),
  )
  return { requests, connections, seconds: job.seconds, perSecond: job.perSecond }
}

function answer(message: Answer): void {
  process.send?.(message)
}
