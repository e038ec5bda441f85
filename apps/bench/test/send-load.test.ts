import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { Socket } from 'node:net'
import { type Test, test } from 'tap'
import { openConnection } from '../src/load/connection.ts'
import type { LoadJob } from '../src/load/load-job.ts'
import { prepareRequests } from '../src/load/prepare-requests.ts'
import type { Reply } from '../src/load/reply-reader.ts'
import { sendLoad } from '../src/load/send-load.ts'

const plain = { bytes: 1000, newPeople: 0, duplicates: 0, forged: 0 }
const plainJob: LoadJob = {
  url: '',
  connections: 4,
  mix: plain,
  requests: 100,
  people: 10,
  firstNewPerson: 50_000,
  run: 'r',
  seconds: 5,
  perSecond: null,
}
const accept: RequestListener = (request, response) => {
  request.resume().once('end', () => {
    response.setHeader('content-length', 2).end('{}')
  })
}

test('every request is sent once and its answer is counted', async t => {
  const result = await sendTo(t, accept, { requests: 300 })
  t.match(result, { answered: 300, accepted: 300, refused: 0, failed: 0, events: 300 })
  t.ok(result.p50 > 0 && result.p50 <= result.p99)
  t.ok(result.seconds > 0 && result.senderMicroseconds > 0)
  t.equal(result.lateness, null)
})

test('a paced load sends at its rate, whatever the answers', async t => {
  const result = await sendTo(t, accept, { requests: 1000, perSecond: 400, seconds: 0.5 })
  t.match(result, { answered: 200, accepted: 200, failed: 0, events: 200 })
  t.ok(result.seconds > 0.45, `${result.seconds} s`)
  t.ok((result.lateness ?? 0) > 0)
})

test('duplicates count as one event, and refusals as such', async t => {
  const mix = { ...plain, duplicates: 0.1, forged: 0.05 }
  const refuse: RequestListener = (request, response) => {
    response.statusCode = 400
    accept(request, response)
  }
  const accepted = await sendTo(t, accept, { requests: 1000, mix })
  t.equal(accepted.accepted, 1000)
  t.ok(accepted.events < 910 && accepted.events > 890)
  t.ok(accepted.forgedAccepted > 40)
  const refused = await sendTo(t, refuse, { requests: 1000, mix })
  t.match(refused, { accepted: 0, refused: 1000, events: 0, forgedAccepted: 0 })
  t.ok(refused.genuineRefused > 900 && refused.genuineRefused < 1000)
})

test('a load ends though connections are lost, and what was under way has failed', async t => {
  const lose = () => {
    let calls = 0
    const listener: RequestListener = (request, response) => {
      calls += 1
      if (calls > 20) request.socket.destroy()
      else accept(request, response)
    }
    return listener
  }
  const fast = await sendTo(t, lose(), { requests: 300 })
  t.match(fast, { answered: 20, failed: 4 })
  const paced = await sendTo(t, lose(), { requests: 300, perSecond: 1000 })
  t.match(paced, { answered: 20, failed: 280 })
})

test('a connection that the server has closed while it was idle is opened again', async t => {
  const { server, port } = await listen(t, accept)
  const carriers: Socket[] = []
  server.on('connection', socket => carriers.push(socket))
  const connection = await openConnection(port)
  t.teardown(connection.close)
  const job = { ...plainJob, url: `http://127.0.0.1:${port}/event` }
  const [request] = prepareRequests(job, new Date())
  if (request === undefined) throw new Error('no request')
  const send = () => new Promise<Reply | null>(done => connection.send(request, done))
  t.equal((await send())?.status, 200)
  const [first] = carriers
  first?.end()
  // Both sides have ended it then.
  if (first !== undefined) await once(first, 'close')
  t.equal((await send())?.status, 200)
  t.equal(carriers.length, 2)
})

async function listen(t: Test, listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { server, port: address.port }
}

async function sendTo(t: Test, listener: RequestListener, changes: Partial<LoadJob>) {
  const { port } = await listen(t, listener)
  const job = { ...plainJob, url: `http://127.0.0.1:${port}/event`, ...changes }
  const connections = await Promise.all(
    Array.from({ length: job.connections }, () => openConnection(port)),
  )
  const { seconds, perSecond } = job
  const requests = prepareRequests(job, new Date())
  const result = await sendLoad({ requests, connections, seconds, perSecond })
  for (const connection of connections) connection.close()
  return result
}
