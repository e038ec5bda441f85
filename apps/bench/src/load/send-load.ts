import type { Connection } from './connection.ts'
import type { LoadResult } from './load-job.ts'
import type { PreparedRequest } from './prepare-requests.ts'
import { createTally, type Tally } from './tally.ts'

/** A load that can be sent at once. */
export interface ReadyLoad {
  readonly requests: readonly PreparedRequest[]
  readonly connections: readonly Connection[]
  readonly seconds: number
  readonly perSecond: number | null
}

/** How long the last answers may take. */
const patienceMilliseconds = 20_000
const tickMilliseconds = 1

/** Sends a load, waits for the answers and tells what it showed. */
export async function sendLoad(load: ReadyLoad): Promise<LoadResult> {
  const tally = createTally(load.requests.length)
  const cpuBefore = process.cpuUsage()
  const startedAt = performance.now()
  const giveUp = setTimeout(
    () => {
      for (const connection of load.connections) connection.close()
    },
    load.seconds * 1000 + patienceMilliseconds,
  )
  const { perSecond } = load
  if (perSecond === null) await sendWithoutPause(load, tally)
  else await sendPaced(load, perSecond, tally)
  clearTimeout(giveUp)
  const seconds = (performance.now() - startedAt) / 1000
  const { user, system } = process.cpuUsage(cpuBefore)
  return tally.result(seconds, user + system)
}

/** Each connection sends its next request as soon as it has the answer to the last one. */
async function sendWithoutPause(load: ReadyLoad, tally: Tally): Promise<void> {
  const { requests, connections, seconds } = load
  const deadline = performance.now() + seconds * 1000
  let next = 0
  const keepSending = (connection: Connection, finished: () => void) => {
    const sentAt = performance.now()
    const request = sentAt < deadline ? requests[next++] : undefined
    if (request === undefined) return finished()
    connection.send(request, reply => {
      tally.count(request, reply, performance.now() - sentAt)
      if (reply === null) return finished()
      keepSending(connection, finished)
    })
  }
  await Promise.all(
    connections.map(connection => new Promise<void>(done => keepSending(connection, done))),
  )
}

/**
 * Requests fall due at even intervals, whether or not there are answers. One that finds every
 * connection busy waits, and its wait counts. What the sender itself is late by does not count:
 * all contestants would have it alike, and it would hide their differences.
 */
function sendPaced(load: ReadyLoad, perSecond: number, tally: Tally): Promise<void> {
  const { requests, seconds } = load
  const total = Math.min(requests.length, Math.floor(perSecond * seconds))
  const free = [...load.connections]
  const waiting: { readonly request: PreparedRequest; readonly dueAt: number }[] = []
  const startedAt = performance.now()
  let released = 0
  let finished = 0
  return new Promise(resolve => {
    const sendWaiting = () => {
      while (free.length > 0) {
        const first = waiting.shift()
        const connection = first && free.shift()
        if (first === undefined || connection === undefined) return
        connection.send(first.request, reply => {
          tally.count(first.request, reply, performance.now() - first.dueAt)
          finished += 1
          if (finished === total) end()
          // A lost connection fails whatever it is given, so that the load comes to an end.
          free.push(connection)
          sendWaiting()
        })
      }
    }
    const release = () => {
      const now = performance.now()
      const due = Math.min(total, 1 + Math.floor(((now - startedAt) / 1000) * perSecond))
      for (; released < due; released += 1) {
        const request = requests[released]
        if (request === undefined) break
        tally.countLateness(now - startedAt - (released / perSecond) * 1000)
        waiting.push({ request, dueAt: now })
      }
      sendWaiting()
      if (released === total) clearInterval(timer)
    }
    const timer = setInterval(release, tickMilliseconds)
    const end = () => {
      clearInterval(timer)
      resolve()
    }
    if (total === 0) end()
  })
}
