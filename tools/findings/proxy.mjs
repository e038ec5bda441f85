import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/**
 * Stands in front of a PostgreSQL server on this machine. `open`: lets all through; `silent`: takes
 * connections and bytes and answers nothing; `closing`: takes connections and closes them.
 */
export async function proxyFor(url) {
  const target = new URL(url)
  const port = Number(target.port || 5432)
  const sockets = new Set()
  let mode = 'open'
  let taken = 0
  const server = createServer(client => {
    taken += 1
    client.on('error', () => undefined)
    if (mode === 'closing') return void client.destroy()
    const own = connect(port, target.hostname)
    own.on('error', () => client.destroy())
    for (const [from, to] of [
      [client, own],
      [own, client],
    ]) {
      sockets.add(from)
      from.on('data', bytes => {
        if (mode === 'open') to.write(bytes)
      })
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const through = new URL(url)
  through.hostname = '127.0.0.1'
  through.port = String(server.address().port)
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: through.href,
    taken: () => taken,
    become(next) {
      mode = next
      if (next === 'closing') cut()
    },
    close() {
      cut()
      server.close()
    },
  }
}
