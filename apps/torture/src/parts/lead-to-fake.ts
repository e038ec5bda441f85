// Loaded before a program, it leads each TLS connection to a port of this machine, in clear: TORTURE_FAKE_PORT, and
// another when its parent says so. All above it is the program's own: its HTTP client, its retries, its patience.
import net from 'node:net'
import tls, { type ConnectionOptions, type TLSSocket } from 'node:tls'

let port = Number(process.env.TORTURE_FAKE_PORT)

process.on('message', (message: { readonly fakePort?: number }) => {
  port = message.fakePort ?? port
})
process.channel?.unref()

function connectToFake(_options: ConnectionOptions): TLSSocket {
  const socket = net.connect(port, '127.0.0.1')
  socket.once('connect', () => socket.emit('secureConnect'))
  return socket as TLSSocket
}

tls.connect = connectToFake as typeof tls.connect
